"""Write rows for reading in a terminal: a table, or where that would break words apart, one record below another."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.rule import Rule
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True)
class TextTable:
    """Rows of texts that choose their shape when rich gives the width.

    Nothing is cut off. The last line has the number of rows, the `note`, and the names of the columns that are left out
    because no row has a value there.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    note: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        names, cells = self.columns, self.rows
        used = [i for i in range(len(names)) if not cells or any(row[i] for row in cells)]
        if self.title:
            yield Text(self.title, style="bold")
        table = Table(box=box.SIMPLE_HEAD)
        for i in used:
            words = [names[i], *(word for row in cells for word in row[i].split())]
            table.add_column(names[i], overflow="fold", min_width=max(map(cell_len, words)))
        for row in cells:
            table.add_row(*(Text(row[i]) for i in used))
        if Measurement.get(console, options.update(width=10_000), table).minimum <= options.max_width:
            yield table
        else:
            for number, row in enumerate(cells, start=1):
                yield Rule(str(number), align="left", style="dim")
                record = Table.grid(padding=(0, 2))
                record.add_column(style="bold")
                record.add_column(overflow="fold")
                for i in used:
                    if row[i]:
                        record.add_row(names[i], Text(row[i]))
                yield record
        left_out = [name for i, name in enumerate(names) if i not in used]
        count = f"{len(cells)} {'row' if len(cells) == 1 else 'rows'}"
        if self.note:
            count += f", {self.note}"
        yield Text(f"{count}{'; without a value: ' if left_out else ''}{', '.join(left_out)}", style="dim")
