"""The packages whose words are in the catalogue; it imports nothing, for it is loaded first."""

packages: tuple[str, ...] = ()
"""Their names."""


def speak_from(package: str) -> None:
    """Add the words of a package to the catalogue: every TOML file in its folders."""
    global packages
    if package not in packages:
        packages += (package,)
