"""What analyses found, in words: sentences, names, signs, in Chinese and English."""
