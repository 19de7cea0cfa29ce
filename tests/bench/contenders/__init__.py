"""The contenders: how each is opened, where its map is, and which keys move its phase."""
