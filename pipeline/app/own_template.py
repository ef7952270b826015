"""Templates of one's own: read and tried before a command does anything else."""

from pipeline.files import read_templates
from pipeline.progress import Sink, Warned
from pipeline.report import NO_TEMPLATES, OwnTemplates, check_templates
from pipeline.settings import Settings


def own_templates(settings: Settings, sink: Sink) -> OwnTemplates:
    """Return the templates that the settings name; tell what a person should know of them.

    Raises:
        ConfigurationError: they cannot be read, or one of them cannot be what it is named for.
    """
    if settings.templates is None:
        return NO_TEMPLATES
    own = OwnTemplates.of(read_templates(settings.templates))
    for message in check_templates(own):
        sink.emit(Warned(message))
    return own
