"""What the pages say of the run as a whole; it holds no time, so that two runs of the same input read the same."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RunHeadline:
    """One run in a few words.

    `provider` says who answered ("replay of cassettes/seeds.yaml, recorded from some-model"), `profile` how the model
    was used, `is_decisive` whether its grades may decide a verdict, `prompts` are "name/version" of each prompt in use.
    `warnings` are sentences that a reader of the index must see.
    """

    provider: str
    model: str
    profile: str
    is_decisive: bool
    run_id: str
    warnings: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
