"""langextract on the articles of the benchmark of the seam; started by `seam.py` with an interpreter that has it.

    python bench/seam_rival.py FOLDER BASE_URL WORKERS BATCH_LENGTH

Prints JSON: its version, the articles and extractions that came back, how many extractions it could place in the text,
seconds of wall and processor time. A BATCH_LENGTH of 0 leaves its own default.
"""

import importlib.metadata
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import langextract as lx  # type: ignore[import-not-found]  # no dependency: it has an environment of its own

PROMPT = """Extract the single claims that a news article makes: who did what, how much, when, where.
Use the exact words of the text, in the order in which they stand. Do not paraphrase, and add nothing.
Give each claim its subject, the attribute that it is about, and its kind: fact, forecast or opinion."""
EXAMPLE = (
    "The Danish shipping company, founded in 1987, will pay 240 million kroner for two electric ferries. "
    "Life at sea has a charm of its own."
)
CLAIM = "The Danish shipping company, founded in 1987, will pay 240 million kroner for two electric ferries."


def example() -> Any:  # noqa: ANN401  langextract is no dependency of this project
    """Return the one worked example."""
    about = {"subject": "Norvik Ferries", "attribute": "price of two ferries", "kind": "forecast"}
    claim = lx.data.Extraction(extraction_class="claim", extraction_text=CLAIM, attributes=about)
    return lx.data.ExampleData(text=EXAMPLE, extractions=[claim])


def main() -> None:
    """Extract and print what came of it."""
    folder, base_url, workers, batch_length = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    warnings.simplefilter("ignore")
    read = [(file.stem, json.loads(file.read_text(encoding="utf-8"))) for file in sorted(folder.glob("*.json"))]
    documents = [
        lx.data.Document(text=f"{article['title']}\n\n{article['text']}", document_id=name) for name, article in read
    ]
    config = lx.factory.ModelConfig(
        model_id="stand-in-medium",
        provider="OpenAILanguageModel",
        provider_kwargs={"api_key": "none", "base_url": base_url, "max_workers": workers},
    )
    length = {"batch_length": batch_length} if batch_length else {}
    wall, processor = time.perf_counter(), time.process_time()
    found = list(
        lx.extract(
            documents, prompt_description=PROMPT, examples=[example()], config=config, max_workers=workers,
            show_progress=False, **length,
        )
    )  # fmt: skip
    extractions = [one for document in found for one in document.extractions or []]
    told = {
        "version": importlib.metadata.version("langextract"),
        "articles": len(found),
        "extractions": len(extractions),
        "placed": sum(one.char_interval is not None for one in extractions),
        "wall_s": time.perf_counter() - wall,
        "processor_s": time.process_time() - processor,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
