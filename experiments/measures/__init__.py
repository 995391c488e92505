"""What a simulated year comes to, measure by measure."""
