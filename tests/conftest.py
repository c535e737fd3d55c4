"""What tests of several folders share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("pellucid", deadline=None)  # on a busy machine every example is late
settings.load_profile("pellucid")


@pytest.fixture(scope="module")
def brief_reports() -> Iterator[None]:
    """No time for what a report need not have, rivals and networks trained for it alone, and none
    kept from the training: for tests of anything else. What a report with time holds is tested in
    auto/test_insight.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pellucid.auto.judging.evidence.Fitted.left", 0.0)
        patch.setattr("pellucid.auto.clock.report_seconds", lambda *_: 0.0)
        yield
