"""Executes one notebook on the Java kernel. Runs under the Python of .venv, which has nbclient.

    python -m support.execute NOTEBOOK OUTPUT --kernel java [--only TAG] [--limit SECONDS]

Leaves NAME.ipynb, NAME.html, the figures and kernel.log in OUTPUT, also after an error in a cell (exit code 1)
or Ctrl-C (130). metrics.json is the notebook's own work: it reads CDT_OUTPUT.
"""

import argparse
import asyncio
import base64
import signal
import sys
from pathlib import Path

# Ctrl-C during the slow imports ends the process without a stack trace.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from .console import ANSI
from .terminal_log import TerminalLog


class Client(NotebookClient):
    """nbclient with its progress on the terminal and a clean stop."""

    def __init__(self, notebook, log: TerminalLog, own_log, **options):
        # Nothing of the kernel is needed after its last cell, and asking it to go takes 3 s.
        super().__init__(notebook, shutdown_kernel="immediate", **options)
        self.log_to = log
        self.own_log = own_log  # a file for what the kernel process itself writes
        self.current = None
        self.stopped = False
        self.on_cell_execute = self._cell_started
        self.on_cell_executed = self._cell_ended

    async def async_start_new_kernel(self, **options):
        self._stop_on_signals()
        await super().async_start_new_kernel(stdout=self.own_log, stderr=self.own_log, **options)

    def process_message(self, msg, cell, cell_index):
        content = msg["content"]
        if msg["msg_type"] == "stream":
            self.log_to.text(content["text"])
        elif msg["msg_type"] == "update_display_data":
            plain = content["data"].get("text/plain", "")
            if "\n" not in plain.strip():
                self.log_to.status(plain)
        return super().process_message(msg, cell, cell_index)

    def _cell_started(self, cell, cell_index):
        self.current = cell
        self.log_to.cell_started(cell.source)

    def _cell_ended(self, cell, cell_index, execute_reply):
        self.log_to.cell_ended("" if execute_reply["content"]["status"] == "ok" else "  failed")

    def _stop_on_signals(self):
        """Instead of nbclient's handlers, which take the kernel from under the running cell."""
        task = asyncio.current_task()

        def stop():
            if not self.stopped:  # a second signal must not cancel the clean-up
                self.stopped = True
                task.cancel()

        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop)
        except NotImplementedError:
            pass  # Windows: KeyboardInterrupt cancels the task by itself


def keep_tagged(notebook, tag: str) -> None:
    """Keeps the cells that carry a tag."""
    kept = [cell for cell in notebook.cells if tag in tags(cell)]
    if not any(cell.cell_type == "code" for cell in kept):
        known = sorted({t for cell in notebook.cells for t in tags(cell)})
        raise LookupError(
            f"no code cell carries the tag {tag!r}; the tags in this notebook: {', '.join(known) or 'none'}"
        )
    notebook.cells = kept


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def save_figures(notebook, folder: Path) -> list[Path]:
    """Every PNG among the outputs as CELL-ID.png, further ones of a cell as CELL-ID-2.png, …"""
    written = []
    for cell in notebook.cells:
        images = [
            output["data"]["image/png"]
            for output in cell.get("outputs", [])
            if "image/png" in output.get("data", {})
        ]
        for number, image in enumerate(images, start=1):
            name = cell["id"] + (f"-{number}" if number > 1 else "")
            file = folder / f"{name}.png"
            file.write_bytes(base64.b64decode(image))
            written.append(file)
    return written


def save(notebook, folder: Path, name: str) -> list[Path]:
    """The executed notebook, the page and the figures."""
    from nbconvert import HTMLExporter  # slow to import, and not needed before

    nbformat.write(notebook, folder / f"{name}.ipynb")
    page, _ = HTMLExporter().from_notebook_node(notebook, {"metadata": {"name": name}})
    (folder / f"{name}.html").write_text(page, encoding="utf-8")
    figures = save_figures(notebook, folder)
    return [folder / f"{name}.ipynb", folder / f"{name}.html", *figures]


def clear(folder: Path, name: str) -> None:
    """Removes an earlier run's results, so that nothing old passes for new."""
    folder.mkdir(parents=True, exist_ok=True)
    old = [folder / f"{name}.ipynb", folder / f"{name}.html", folder / "metrics.json"]
    for file in (*old, *folder.glob("*.png")):
        file.unlink(missing_ok=True)


def describe(problem: Exception, client: Client) -> str:
    """An error with the cell it happened in."""
    cell = client.current
    where = f"cell {client.log_to.number} of {client.log_to.cells}"
    text = f"the kernel did not start: {problem}" if cell is None else ""
    if cell is not None:
        source = "\n".join("    " + line for line in cell.source.splitlines())
        text = f"{where} (id {cell.get('id', '?')}) failed:\n{source}\n"
        if isinstance(problem, CellExecutionError):
            text += java_error(cell) or f"{problem.ename}: {problem.evalue}"
        elif isinstance(problem, CellTimeoutError):
            text += f"it ran longer than --limit allows, {client.timeout} s"
        elif isinstance(problem, DeadKernelError):
            text += "the kernel died: out of memory, or a fault in native code; see kernel.log"
        else:
            text += f"{type(problem).__name__}: {problem}"
    return text if sys.stderr.isatty() else ANSI.sub("", text)


def java_error(cell) -> str:
    """The Java stack trace; the kernel's reply, which nbclient quotes, has only the kernel's own."""
    return "\n".join(
        line for output in cell.outputs if output.output_type == "error" for line in output.traceback
    )


def execute(client: Client) -> int:
    """Runs all cells and stops the kernel, whatever happens; the exit code."""
    try:
        asyncio.run(client.async_execute())
        return 0
    except (Exception, KeyboardInterrupt, asyncio.CancelledError) as problem:
        stopped = client.stopped or not isinstance(problem, Exception)
        client.log_to.cut_short("stopped" if stopped else "failed")
        if not stopped:
            print(describe(problem, client), file=sys.stderr, flush=True)
        return 130 if stopped else 1


def run(source: Path, folder: Path, kernel: str, only: str | None, limit: int | None) -> int:
    """Executes and saves; the exit code."""
    notebook = nbformat.read(source, as_version=4)
    if only:
        keep_tagged(notebook, only)
    clear(folder, source.stem)
    code_cells = sum(c.cell_type == "code" and bool(c.source.strip()) for c in notebook.cells)
    log = TerminalLog(code_cells)
    with (folder / "kernel.log").open("wb") as own_log:
        client = Client(notebook, log, own_log, kernel_name=kernel, timeout=limit)
        client.resources = {"metadata": {"path": str(source.parent)}}
        code = execute(client)
    for file in save(notebook, folder, source.stem):
        print(f"  {file.name}")
    if (folder / "metrics.json").is_file():
        print("  metrics.json", flush=True)
    return code


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("notebook", type=Path)
    options.add_argument("output", type=Path)
    options.add_argument("--kernel", default="java")
    options.add_argument("--only")
    options.add_argument("--limit", type=int)
    chosen = options.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return run(chosen.notebook, chosen.output, chosen.kernel, chosen.only, chosen.limit)
    except LookupError as problem:
        print(f"error: {problem}", file=sys.stderr, flush=True)
        return 2


if __name__ == "__main__":
    sys.exit(main())
