"""Sizes and views asked for in words."""

from __future__ import annotations

import pytest

from geo import selection


@pytest.mark.parametrize(
    ("text", "width_px", "height_px"), [("1080p", 1920, 1080), ("4k", 3840, 2160), ("1280x720", 1280, 720)]
)
def test_a_size_is_its_pixels(text: str, width_px: int, height_px: int) -> None:
    """A size by name or by its pixels has those pixels."""
    asked = selection.size(text)
    assert (asked.width_px, asked.height_px) == (width_px, height_px)


def test_a4_is_a_sheet_of_297_by_210_millimetres() -> None:
    """A4 lies on its side, at 300 dots an inch, to a twentieth of a millimetre."""
    width_mm, height_mm = (edge * 25.4 for edge in selection.size("a4").inches)
    assert abs(width_mm - 297) < 0.05
    assert abs(height_mm - 210) < 0.05


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("letter", "unknown size 'letter'; use one of 1080p, 4k, a4, or pixels such as 1280x720"),
        ("", "unknown size ''; use one of"),
        ("1920X", "unknown size '1920X'"),
        ("-1920x1080", "unknown size '-1920x1080'"),
        ("1e3x1000", "unknown size '1e3x1000'"),
        ("0x0", "width and height must be 480 to 8,000 pixels"),
        ("999999x999999", "width and height must be 480 to 8,000 pixels"),
        ("6000x500", "too narrow or too wide"),
        ("500x6000", "too narrow or too wide"),
    ],
)
def test_a_size_that_is_none_is_refused_in_a_sentence(text: str, rule: str) -> None:
    """What is no size, or one no board fits on, is refused with what there is."""
    with pytest.raises(ValueError, match=rule):
        selection.size(text)


def test_a_view_is_west_south_east_north() -> None:
    """Four numbers of degrees are a view."""
    assert selection.view("38, 29.5,49,38").model_dump() == {"west": 38, "south": 29.5, "east": 49, "north": 38}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("38,29,49", "it must be four numbers in degrees: west,south,east,north"),
        ("a,b,c,d", "it must be four numbers"),
        ("", "it must be four numbers"),
        ("38,38,49,29", "south must be less than north"),
        ("38,29,38,38", "the view 38,29,38,38 is invalid: west and east must not be the same meridian"),
        ("44,33,44.001,33.001", "too small; it must be at least 0.2 degrees wide and high"),
        ("nan,29,49,38", "west must be a finite number"),
        ("38,29,inf,38", "finite"),
        ("-500,29,49,38", "west must be greater than or equal to -180"),
        ("38,-89,49,38", "greater than or equal to -85"),
    ],
)
def test_a_view_that_shows_nothing_is_refused_in_a_sentence(text: str, rule: str) -> None:
    """What is empty, inverted or outside the world is refused with the reason."""
    with pytest.raises(ValueError, match=rule):
        selection.view(text)
