"""The parts of the print: a canvas of units, marks, the map, the words beside it. `geo.figure` puts them together."""
