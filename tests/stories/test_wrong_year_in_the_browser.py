"""The story of the wrong year in a real Chromium: by mouse, by keyboard alone, and with JavaScript off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.services.articles import add_article
from tests.conftest import PROOF, TEXT, WRONG_YEAR

pytestmark = [pytest.mark.browser, pytest.mark.story]

CLAIM = "No Pakistani was involved in the attacks of Sep. 11, 2011."


def take_in(page: Page, text: str) -> None:
    page.get_by_role("link", name="Articles", exact=True).click()
    page.get_by_role("button", name="Add article").click()
    page.get_by_label("URL").fill("https://news.example/letter")
    page.get_by_label("Paste text").fill(text)
    page.get_by_label("Title").fill("A letter to Islamabad")
    page.get_by_role("button", name="Add article").click()
    expect(page.get_by_role("region", name="Article text")).to_be_visible()


def save_claim(page: Page) -> None:
    page.get_by_label("Claim", exact=True).fill(CLAIM)
    page.get_by_label("Claimant", exact=True).fill("Imran Khan")
    page.get_by_label("Date of the claim").fill("2018-11-19")
    page.get_by_label("Topics").fill("terrorism, dates")
    page.get_by_label("Why this claim").fill("The year looks wrong.")
    page.get_by_role("button", name="Save claim").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved")


def marked_words(page: Page) -> str:
    return "".join(page.get_by_role("region", name="Article text").locator("mark").all_inner_texts())


def prove(page: Page) -> None:
    page.get_by_role("button", name="Add evidence").click()
    page.get_by_label("Source URL").fill("https://reference.example/911")
    page.get_by_label("Source title").fill("September 11 attacks")
    page.get_by_label("Source text").fill(PROOF)
    page.get_by_role("combobox", name="Kind").select_option("reference")
    page.get_by_role("radio", name="Refutes").check()
    page.get_by_label("Quote").fill("on September 11, 2001")
    page.get_by_role("button", name="Save evidence").click()


def judge(page: Page) -> None:
    page.get_by_role("radiogroup", name="Rating").get_by_role("radio", name="False", exact=True).check()
    page.get_by_label("Rationale").fill("The attacks took place in 2001, not 2011.")
    page.get_by_role("checkbox", name=re.compile("September 11 attacks")).check()
    page.get_by_role("button", name="Submit verdict").click()
    expect(page.get_by_role("heading", name="Decision")).to_be_visible()


def publish(page: Page, claim_path: str) -> None:
    page.goto(claim_path)
    page.get_by_role("button", name="Write review").click()
    page.get_by_label("Headline").fill("The attacks were in 2001")
    page.get_by_label("Summary").fill("The year is wrong by ten.")
    page.get_by_label("Body").fill("They took place in **2001**. <script>alert(1)</script>")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The attacks were in 2001")


def read_as_the_world(visit, url: str) -> None:
    page = visit().page
    page.goto(url)
    expect(page.locator("main")).to_contain_text("False")
    expect(page.locator("main")).to_contain_text(CLAIM)
    expect(page.locator("main")).to_contain_text("on September 11, 2001")
    page.get_by_role("link", name="archived copy").click()
    expect(page.locator("mark")).to_have_text("on September 11, 2001")


def select_with_the_mouse(page: Page, words: str) -> None:
    ends = page.get_by_role("region", name="Article text").evaluate(
        """(text, words) => {
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            walker.currentNode.parentElement.scrollIntoView({ block: "center" });
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + words.length);
            const rects = range.getClientRects(), first = rects[0], last = rects[rects.length - 1];
            return [first.left + 1, (first.top + first.bottom) / 2, last.right - 1, (last.top + last.bottom) / 2];
          }
        }""",
        words,
    )
    page.mouse.move(ends[0], ends[1])
    page.mouse.down()
    page.mouse.move(ends[2], ends[3], steps=8)
    page.mouse.up()


def test_by_mouse_with_the_real_article(visit, reviewer_ravi, editor_edna, real_article):
    page = visit().sign_in("ravi").page
    take_in(page, real_article)

    select_with_the_mouse(page, WRONG_YEAR)
    page.get_by_role("button", name="Add claim").click()
    expect(page.locator("#picked")).to_have_text(WRONG_YEAR)
    save_claim(page)
    assert marked_words(page) == WRONG_YEAR
    page.get_by_role("list", name="Claims in this article").get_by_role("link", name=CLAIM).click()
    prove(page)
    judge(page)
    edna = visit().sign_in("edna").page
    publish(edna, page.url.split("#")[0])

    read_as_the_world(visit, edna.url)


def test_with_javascript_off(visit, reviewer_ravi, editor_edna):
    page = visit(java_script_enabled=False).sign_in("ravi").page
    take_in(page, TEXT)

    page.get_by_label("Find these words").fill(WRONG_YEAR)
    page.get_by_label("Find these words").press("Enter")
    expect(page.get_by_role("group", name="1 place").locator("mark")).to_have_text(WRONG_YEAR)
    save_claim(page)
    assert marked_words(page) == WRONG_YEAR
    page.get_by_role("list", name="Claims in this article").get_by_role("link", name=CLAIM).click()
    prove(page)
    judge(page)
    edna = visit(java_script_enabled=False).sign_in("edna").page
    publish(edna, page.url.split("#")[0])

    read_as_the_world(visit, edna.url)


# By keyboard alone -----------------------------------------------------------------------------------------------


class Keyboard:
    """Nothing but keys: what is reached is reached by Tab, arrows, space and Enter."""

    def __init__(self, page: Page) -> None:
        self.page, self.press = page, page.keyboard.press

    def tab_to(self, role: str, name: str | re.Pattern[str], most: int = 80) -> None:
        wanted = self.page.get_by_role(role, name=name, exact=isinstance(name, str))  # type: ignore[arg-type]
        for _ in range(most):
            self.press("Tab")
            if wanted.count() and wanted.first.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"Tab did not reach the {role} {name!r}")

    def fill(self, name: str, words: str) -> None:
        self.tab_to("textbox", name)
        self.page.keyboard.insert_text(words)

    def push(self, role: str, name: str | re.Pattern[str]) -> None:
        self.tab_to(role, name)
        self.press("Enter")
        self.page.wait_for_load_state()


def test_by_keyboard_alone(visit, reviewer_ravi, editor_edna, demo_desk):
    add_article(reviewer_ravi.actor, demo_desk, text=TEXT, title="A letter to Islamabad")
    window = visit()
    page = window.go("/login/")
    keys = Keyboard(page)
    keys.fill("Username", "ravi")
    _type_password(keys)
    keys.press("Enter")
    page.wait_for_url("**/")
    keys.push("link", "A letter to Islamabad")
    keys.tab_to("region", "Article text")
    _pick(keys, WRONG_YEAR)
    expect(page.get_by_label("Claim", exact=True)).to_be_focused()
    keys.press("ControlOrMeta+a")
    page.keyboard.insert_text(CLAIM)
    keys.fill("Claimant", "Imran Khan")
    keys.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    assert marked_words(page) == WRONG_YEAR

    keys.push("link", CLAIM)
    keys.push("button", "Add evidence")
    keys.fill("Source URL", "https://reference.example/911")
    keys.fill("Source title", "September 11 attacks")
    keys.fill("Source text", PROOF)
    keys.tab_to("radio", "Supports")
    keys.press("2")
    expect(page.get_by_role("radio", name="Refutes")).to_be_checked()
    keys.fill("Quote", "on September 11, 2001")
    keys.press("ControlOrMeta+Enter")
    expect(page.get_by_role("status").first).to_contain_text("evidence")

    keys.tab_to("radio", "True")
    keys.press("5")
    expect(page.get_by_role("radio", name="False", exact=True)).to_be_checked()
    keys.fill("Rationale", "The attacks took place in 2001, not 2011.")
    keys.press("ControlOrMeta+Enter")
    expect(page.get_by_role("heading", name="Decision")).to_be_visible()


def _type_password(keys: Keyboard) -> None:
    keys.press("Tab")
    expect(keys.page.get_by_label("Password")).to_be_focused()
    keys.page.keyboard.insert_text("demo")


def _pick(keys: Keyboard, words: str) -> None:
    spoken = keys.page.locator("#spoken")
    first, last = words.split(maxsplit=1)[0], words.rsplit(maxsplit=1)[-1]
    keys.press("Enter")
    expect(spoken).to_contain_text("Choosing words")
    for _ in range(60):
        if (spoken.text_content() or "").endswith(first):
            break
        keys.press("ArrowRight")
    for _ in range(20):
        if (spoken.text_content() or "").endswith(last):
            break
        keys.press("Shift+ArrowRight")
    expect(spoken).to_have_text(words)
    keys.press("Enter")
