"""The screen's handlers, as called by a stream: pyte's, under pyte's names, and xterm and DEC handlers that pyte lacks.

Each delegates to a single component, which documents the behaviour.
"""

from octui.term.colours import Colours
from octui.term.cursor_motion import CursorMotion
from octui.term.editing import Editor
from octui.term.grid.grid import Grid
from octui.term.grid.rectangles import RectangleEditor
from octui.term.grid.resize import Resizer
from octui.term.images.placing import Images
from octui.term.input.keyboard_modes import KeyboardModes
from octui.term.modes import RESIZES, Modes
from octui.term.osc_handlers import OscHandlers
from octui.term.printing import Printer
from octui.term.reports import Reports
from octui.term.synchronized_update import SynchronizedUpdate
from octui.term.window_ops import WindowOps


class Handlers:
    """The components of a terminal, composed around one grid."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.colours = Colours()
        self.motion = CursorMotion(grid)
        self.printer = Printer(grid, self.motion)
        self.editor = Editor(grid, self.motion, self.printer)
        self.rectangles = RectangleEditor(grid, self.editor)
        self.keyboard = KeyboardModes(grid)
        self.frames = SynchronizedUpdate(grid)
        self.resizer = Resizer(grid, self.motion)
        self.modes = Modes(
            grid,
            self.motion,
            self.editor,
            self.keyboard,
            self.resizer,
            self.frames,
            report_size=lambda: self.reports.report_size(),
        )
        self.reports = Reports(
            grid,
            self.rectangles,
            self.keyboard,
            self.modes,
            self.colours,
            write=lambda data: self.write_process_input(data),
        )
        self.window_ops = WindowOps(grid, self.reports)
        self.images = Images(grid, self.motion, self.colours, self.reports)
        self.osc = OscHandlers(grid, self.colours, self.reports, self.window_ops, self.images)
        self.shell = self.osc.shell

    def write_process_input(self, data: str) -> None:
        """Destination of answers; replaced by the code that runs the process."""

    def reset(self) -> None:
        """RIS: reset everything to the initial state, except size and scrollback."""
        if self.resizer.columns_before is not None:
            columns, self.resizer.columns_before = self.resizer.columns_before, None
            self.resizer.widen_screen(columns)
        for part in (
            self.grid,
            self.keyboard,
            self.resizer,
            self.frames,
            self.modes,
            self.window_ops,
            self.osc,
            self.images,
        ):
            part.reset_state()

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Resize; see `Resizer` for the effect on lines."""
        if (lines or self.grid.lines, columns or self.grid.columns) != (self.grid.lines, self.grid.columns):
            self.frames.set_synchronized(False)
        if self.resizer.resize_screen(lines, columns) and self.modes.has_mode(RESIZES):
            self.reports.report_size()

    def reflow_older(self) -> bool:
        """Reflow a slice of what a resize has left for later; returns whether there is more."""
        return self.resizer.reflow_older()

    def cursor_position(self, line: int | None = None, column: int | None = None, *rest: int) -> None:
        self.motion.cursor_position(line, column, *rest)

    def cursor_to_column(self, column: int | None = None, *rest: int) -> None:
        self.motion.cursor_to_column(column, *rest)

    def cursor_to_line(self, line: int | None = None, *rest: int) -> None:
        self.motion.cursor_to_line(line, *rest)

    def cursor_up(self, count: int | None = None, *rest: int) -> None:
        self.motion.cursor_up(count, *rest)

    def cursor_down(self, count: int | None = None, *rest: int) -> None:
        self.motion.cursor_down(count, *rest)

    def cursor_up1(self, count: int | None = None, *rest: int) -> None:
        self.motion.cursor_up1(count, *rest)

    def cursor_down1(self, count: int | None = None, *rest: int) -> None:
        self.motion.cursor_down1(count, *rest)

    def cursor_forward(self, count: int | None = None, *rest: int) -> None:
        self.motion.cursor_forward(count, *rest)

    def cursor_back(self, count: int | None = None, *rest: int) -> None:
        self.motion.cursor_back(count, *rest)

    def backspace(self) -> None:
        self.motion.backspace()

    def carriage_return(self) -> None:
        self.motion.carriage_return()

    def index(self) -> None:
        self.motion.index()

    def reverse_index(self) -> None:
        self.motion.reverse_index()

    def linefeed(self) -> None:
        self.motion.linefeed()

    def next_line(self) -> None:
        self.motion.next_line()

    def tab(self) -> None:
        self.motion.tab()

    def forward_tab(self, count: int | None = None, *rest: int) -> None:
        self.motion.forward_tab(count, *rest)

    def back_tab(self, count: int | None = None, *rest: int) -> None:
        self.motion.back_tab(count, *rest)

    def set_tab_stop(self) -> None:
        self.motion.set_tab_stop()

    def clear_tab_stop(self, how: int = 0, *rest: int) -> None:
        self.motion.clear_tab_stop(how, *rest)

    def reset_tab_stops(self, how: int = 0, *rest: int, private: bool = False) -> None:
        self.motion.reset_tab_stops(how, *rest, private=private)

    def save_cursor(self, *rest: int) -> None:
        self.motion.save_cursor(*rest)

    def restore_cursor(self, *rest: int) -> None:
        self.motion.restore_cursor(*rest)

    def ensure_hbounds(self) -> None:
        self.motion.ensure_hbounds()

    def ensure_vbounds(self, use_margins: bool | None = None) -> None:
        self.motion.ensure_vbounds(use_margins)

    def draw(self, data: str) -> None:
        self.printer.draw(data)

    def define_charset(self, code: str, mode: str) -> None:
        self.printer.define_charset(code, mode)

    def designate_charset(self, code: str, mode: str) -> None:
        self.printer.designate_charset(code, mode)

    def shift_in(self) -> None:
        self.printer.shift_in()

    def shift_out(self) -> None:
        self.printer.shift_out()

    def repeat_character(self, count: int | None = None, *rest: int) -> None:
        self.printer.repeat_character(count, *rest)

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        self.printer.select_graphic_rendition(*attrs, private=private)

    def set_rendition(self, parameters: str) -> None:
        self.printer.set_rendition(parameters)

    def erase_in_line(self, how: int = 0, *rest: int, private: bool = False) -> None:
        self.editor.erase_in_line(how, *rest, private=private)

    def erase_in_display(self, how: int = 0, *rest: int, private: bool = False) -> None:
        self.editor.erase_in_display(how, *rest, private=private)

    def erase_characters(self, count: int | None = None, *rest: int) -> None:
        self.editor.erase_characters(count, *rest)

    def insert_characters(self, count: int | None = None, *rest: int) -> None:
        self.editor.insert_characters(count, *rest)

    def delete_characters(self, count: int | None = None, *rest: int) -> None:
        self.editor.delete_characters(count, *rest)

    def insert_lines(self, count: int | None = None, *rest: int) -> None:
        self.editor.insert_lines(count, *rest)

    def delete_lines(self, count: int | None = None, *rest: int) -> None:
        self.editor.delete_lines(count, *rest)

    def scroll_up(self, count: int | None = None, *rest: int) -> None:
        self.editor.scroll_up(count, *rest)

    def scroll_down(self, count: int | None = None, *rest: int) -> None:
        self.editor.scroll_down(count, *rest)

    def insert_columns(self, count: int | None = None, *rest: int) -> None:
        self.editor.insert_columns(count, *rest)

    def delete_columns(self, count: int | None = None, *rest: int) -> None:
        self.editor.delete_columns(count, *rest)

    def scroll_left(self, count: int | None = None, *rest: int) -> None:
        self.editor.scroll_left(count, *rest)

    def scroll_right(self, count: int | None = None, *rest: int) -> None:
        self.editor.scroll_right(count, *rest)

    def back_index(self) -> None:
        self.editor.back_index()

    def forward_index(self) -> None:
        self.editor.forward_index()

    def alignment_display(self) -> None:
        self.editor.alignment_display()

    def fill_rectangle(self, *numbers: int) -> None:
        self.rectangles.fill_rectangle(*numbers)

    def erase_rectangle(self, *numbers: int) -> None:
        self.rectangles.erase_rectangle(*numbers)

    def erase_rectangle_selectively(self, *numbers: int) -> None:
        self.rectangles.erase_rectangle_selectively(*numbers)

    def copy_rectangle(self, *numbers: int) -> None:
        self.rectangles.copy_rectangle(*numbers)

    def set_application_keypad(self) -> None:
        self.keyboard.set_application_keypad()

    def set_numeric_keypad(self) -> None:
        self.keyboard.set_numeric_keypad()

    def set_key_options(self, resource: int = 0, value: int = 0, *rest: int) -> None:
        self.keyboard.set_key_options(resource, value, *rest)

    def reset_key_options(self, resource: int = 0, *rest: int) -> None:
        self.keyboard.reset_key_options(resource, *rest)

    def push_keyboard(self, flags: int = 0, *rest: int) -> None:
        self.keyboard.push_keyboard(flags, *rest)

    def pop_keyboard(self, count: int = 0, *rest: int) -> None:
        self.keyboard.pop_keyboard(count, *rest)

    def set_keyboard(self, flags: int = 0, how: int = 1, *rest: int) -> None:
        self.keyboard.set_keyboard(flags, how, *rest)

    def has_mode(self, mode: int) -> bool:
        return self.modes.has_mode(mode)

    def set_mode(self, *modes: int, private: bool = False) -> None:
        self.modes.set_mode(*modes, private=private)

    def reset_mode(self, *modes: int, private: bool = False) -> None:
        self.modes.reset_mode(*modes, private=private)

    def set_margins(self, top: int | None = None, bottom: int | None = None, *rest: int, private: bool = False) -> None:
        self.modes.set_margins(top, bottom, *rest, private=private)

    def set_sides_or_save(self, left: int = 0, right: int = 0, *rest: int) -> None:
        self.modes.set_sides_or_save(left, right, *rest)

    def keep_modes(self, *modes: int) -> None:
        self.modes.keep_modes(*modes)

    def restore_modes(self, *modes: int) -> None:
        self.modes.restore_modes(*modes)

    def push_attributes(self, *rest: int) -> None:
        self.modes.push_attributes(*rest)

    def pop_attributes(self, *rest: int) -> None:
        self.modes.pop_attributes(*rest)

    def set_protected(self, how: int = 0, *rest: int) -> None:
        self.modes.set_protected(how, *rest)

    def start_guarded(self) -> None:
        self.modes.start_guarded()

    def end_guarded(self) -> None:
        self.modes.end_guarded()

    def set_cursor_shape(self, style: int = 0, *rest: int) -> None:
        self.modes.set_cursor_shape(style, *rest)

    def reset_softly(self, *rest: int) -> None:
        self.modes.reset_softly(*rest)

    def set_level(self, level: int = 0, *rest: int) -> None:
        self.modes.set_level(level, *rest)

    def select_extent(self, how: int = 0, *rest: int) -> None:
        self.modes.select_extent(how, *rest)

    def handle_process_end(self) -> None:
        self.modes.handle_process_end()

    def report_device_attributes(self, mode: int = 0, *rest: int, private: bool = False) -> None:
        self.reports.report_device_attributes(mode, *rest, private=private)

    def report_secondary_attributes(self, mode: int = 0, *rest: int) -> None:
        self.reports.report_secondary_attributes(mode, *rest)

    def report_tertiary_attributes(self, mode: int = 0, *rest: int) -> None:
        self.reports.report_tertiary_attributes(mode, *rest)

    def report_version(self, mode: int = 0, *rest: int) -> None:
        self.reports.report_version(mode, *rest)

    def report_parameters(self, mode: int = 0, *rest: int) -> None:
        self.reports.report_parameters(mode, *rest)

    def report_device_status(self, mode: int = 0, number: int = 0, *rest: int, private: bool = False) -> None:
        self.reports.report_device_status(mode, number, *rest, private=private)

    def report_mode(self, mode: int = 0, *rest: int) -> None:
        self.reports.report_mode(mode, *rest)

    def report_private_mode(self, mode: int = 0, *rest: int) -> None:
        self.reports.report_private_mode(mode, *rest)

    def report_keyboard(self, *rest: int) -> None:
        self.reports.report_keyboard(*rest)

    def report_key_options(self, resource: int = 0, *rest: int) -> None:
        self.reports.report_key_options(resource, *rest)

    def report_checksum(self, number: int = 0, _page: int = 0, *edges: int) -> None:
        self.reports.report_checksum(number, _page, *edges)

    def report_presentation(self, what: int = 0, *rest: int) -> None:
        self.reports.report_presentation(what, *rest)

    def device_control(self, text: str) -> None:
        self.reports.device_control(text)

    def set_title(self, param: str) -> None:
        self.window_ops.set_title(param)

    def set_icon_name(self, param: str) -> None:
        self.window_ops.set_icon_name(param)

    def set_title_modes(self, *modes: int) -> None:
        self.window_ops.set_title_modes(*modes)

    def reset_title_modes(self, *modes: int) -> None:
        self.window_ops.reset_title_modes(*modes)

    def report_window(self, what: int = 0, which: int = 0, *rest: int) -> None:
        self.window_ops.report_window(what, which, *rest)

    def bell(self) -> None:
        self.osc.bell()

    def operating_system_command(self, text: str) -> None:
        self.osc.operating_system_command(text)
