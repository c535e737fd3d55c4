"""The check of pages sees what it is there for; each kind's own tests put its report to it."""


def test_faults_of_a_page_are_seen(browser, page_with_faults):
    found = browser.open(page_with_faults, 390, 844)
    assert any("wrong" in error for error in found.errors)
    assert any("missing is not defined" in error for error in found.errors)
    assert found.requests == ("http://127.0.0.1:9/none.png",)
    assert found.width > 2_000
    assert found.missing == 1
    assert found.picture.startswith(b"\x89PNG")
