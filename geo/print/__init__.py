"""The board as a print by matplotlib; `geo.print.sheet` puts its parts together."""
