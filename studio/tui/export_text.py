"""What the Export screen says below its form: verdict, counts, warnings, estimates. It counts nothing."""

from textual.content import Content

from studio.core.glyphs import visible
from studio.exporters.export import ExportPreview
from studio.extension import all_exporters, all_launchers
from studio.readiness.item import Level, Readiness

_Part = str | tuple[str, str]


def verdict_text(found: Readiness, key: str) -> Content:
    """The readiness page in a line, and the key that shows it."""
    stops, warnings = found.counts[Level.STOP], found.counts[Level.WARN]
    sign, style = (
        ("✗", "$text-error") if stops else ("!", "$text-warning") if warnings else ("✓", "$text-success")
    )
    return Content.assemble((f"{sign} {visible(found.verdict)}", f"bold {style}"), f" · {key} shows why")


def counts_text(preview: ExportPreview) -> Content:
    """Rows by file, what is left out, what to know before training, what training would take."""
    parts: list[_Part] = [(f"{preview.selected:,} rows are named by the recipe\n\n", "bold")]
    parts += [f"  {path:24} {count:>10,} rows\n" for path, count in preview.files.items()]
    if not preview.files:
        parts.append("  nothing would be written: accept rows in Review, or name other verdicts\n")
    if preview.left_out:
        parts.append(("\nLeft out\n", "bold"))
        parts += [f"  {count:>10,}  {visible(why)}\n" for why, count in preview.left_out.items()]
    if preview.warnings:
        parts.append(("\nBefore you train\n", "bold"))
        for warning in preview.warnings:
            parts += [("  ! ", "$text-warning"), f"{visible(warning)}\n"]
    if preview.estimate:
        parts.append(("\nTraining would take, in estimates\n", "bold"))
        parts += [f"  {visible(line)}\n" for line in preview.estimate]
    return Content.assemble(*parts)


def choices_text() -> Content:
    """What may stand in the form."""
    parts: list[_Part] = [("Row shapes\n", "bold")]
    parts += [f"  {shape.name:18} {shape.title}\n" for shape in all_exporters()]
    parts.append(("\nTrainers\n", "bold"))
    parts += [f"  {trainer.name:18} {trainer.title}\n" for trainer in all_launchers()]
    parts.append("\ntab goes through the form · ctrl+s writes")
    return Content.assemble(*parts)
