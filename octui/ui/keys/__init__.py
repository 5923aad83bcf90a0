"""The default keys, as data: a file for each part of the screen. `octui.ui.keymap` looks them up."""
