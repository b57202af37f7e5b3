"""A page of points over the whole screen: moving in it, and the way back. It finds nothing out."""

from textual.app import ComposeResult

from studio.core.rows import Done, News
from studio.tui.screens.screen import StudioScreen
from studio.tui.widgets.footer import Footer
from studio.tui.widgets.header import Header
from studio.tui.widgets.point_list import PointList
from studio.tui.widgets.prompt_line import PromptLine


class PagingScreen(StudioScreen):
    """A page; it is found out anew whenever it comes to the front."""

    def compose(self) -> ComposeResult:
        """Header, page, footer."""
        yield Header()
        yield PointList(id="page")
        yield PromptLine()
        yield Footer()

    @property
    def page(self) -> PointList:
        """The points."""
        return self.query_one("#page", PointList)

    def find_out(self) -> None:
        """Find out what the page says, in a thread."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """Find it out anew."""
        super().on_screen_resume()
        self.page.focus()
        self.find_out()

    def news(self, news: News) -> None:
        """Find it out anew."""
        super().news(news)
        self.find_out()

    def checked(self) -> None:
        """Find it out anew."""
        super().checked()
        self.find_out()

    def came_back(self, done: Done) -> None:
        """Find it out anew."""
        self.find_out()

    def do_back(self) -> None:
        """Go where one came from."""
        self.studio.go_back()

    do_quit = do_back

    def do_next(self) -> None:
        """The next point."""
        self.page.move(1)

    def do_previous(self) -> None:
        """The point before."""
        self.page.move(-1)

    def do_top(self) -> None:
        """The first point."""
        self.page.move(-10_000)

    def do_bottom(self) -> None:
        """The last point."""
        self.page.move(10_000)

    def do_page_down(self) -> None:
        """Some points down."""
        self.page.move(max(1, self.page.size.height // 3))

    def do_page_up(self) -> None:
        """Some points up."""
        self.page.move(-max(1, self.page.size.height // 3))

    do_half_down, do_half_up = do_page_down, do_page_up
