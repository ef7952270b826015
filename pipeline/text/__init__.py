"""Pure string work: no disk, no clock, no network; every offset is in code points of the text given."""
