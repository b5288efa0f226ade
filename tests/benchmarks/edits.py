"""Texts edited as newsrooms edit them, with the truth about every highlighted span carried along.

Each kind of edit says what an honest answer is: where the span stands now, or that it is gone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.benchmarks.drafts import Case, Draft

WORD = re.compile(r"[^\W\d_]{3,}")
NUMBER = re.compile(r"\d+")
SENTENCE = re.compile(r"[^\n.!?。！？।]{12,}[.!?。！？।]+")
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]")
ADVERTS = [
    "Sign up here for our weekly letter.",
    "Read more: five charts that explain the budget.",
    "ADVERTISEMENT",
    "This article has been updated since it was first published.",
]
FILLERS = ["reportedly", "however", "on the whole", "officially", "once again"]


Edit = Callable[[Draft, random.Random], bool]


def make_case(kind: str, text: str, span: tuple[int, int], seed: int) -> Case | None:
    """The span of the text, and the text after edits of this kind; None where the kind has nothing to edit."""
    rng = random.Random(f"{kind}{seed}{span}")
    draft = Draft(text, span)
    if not KINDS[kind](draft, rng):
        return None
    start, end = span
    return Case(
        kind, draft.text, text[start:end], text[max(0, start - 32) : start], text[end : end + 32], start, draft.span
    )


def _inside(draft: Draft, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    assert draft.span
    return list(pattern.finditer(draft.text, *draft.span))


def _typo(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word) - 1)
    how = rng.randrange(3)
    if how == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if how == 1 else word[: at + 1] + word[at:]


def _other_word(draft: Draft, word: str, rng: random.Random) -> str:
    words = [m.group() for m in WORD.finditer(draft.text) if m.group().lower() != word.lower()]
    words = [other for other in words if not UNSPACED.search(other)]
    return rng.choice(words or ["other"])


def edit_words(share: float) -> Edit:
    def edit(draft: Draft, rng: random.Random) -> bool:
        spots = [m for m in _inside(draft, WORD) if not UNSPACED.search(m.group())]
        if len(spots) < 5:
            return False
        for spot in sorted(rng.sample(spots, max(1, round(len(spots) * share))), key=lambda m: -m.start()):
            how = rng.randrange(4)
            word = spot.group()
            new = [_typo(word, rng), _other_word(draft, word, rng), f"{word} {rng.choice(FILLERS)}", ""][how]
            end = spot.end() + (how == 3 and draft.text[spot.end() : spot.end() + 1] == " ")
            draft.replace(spot.start(), end, new)
        return True

    return edit


def edit_neighbours(draft: Draft, rng: random.Random) -> bool:
    """Words of the context change on both sides."""
    assert draft.span
    start, end = draft.span
    spots = [*WORD.finditer(draft.text, end, end + 40), *WORD.finditer(draft.text, max(0, start - 40), start)]
    spots = [s for s in spots if (s.end() <= start or s.start() >= end) and not UNSPACED.search(s.group())]
    for spot in sorted(spots, key=lambda m: -m.start()):
        if rng.random() < 0.4:
            draft.replace(spot.start(), spot.end(), _other_word(draft, spot.group(), rng))
    return bool(spots)


def change_number(draft: Draft, rng: random.Random) -> bool:
    spots = _inside(draft, NUMBER)
    if not spots:
        return False
    spot = rng.choice(spots)
    draft.replace(*spot.span(), "".join(rng.choice("123456789") for _ in spot.group()))
    return True


def negate(draft: Draft, rng: random.Random) -> bool:
    spots = _inside(draft, re.compile(r"\b(is|are|was|were|will|has|have|must|can|shall)\b"))
    if not spots:
        return False
    spot = rng.choice(spots)
    draft.replace(spot.end(), spot.end(), " not")
    return True


def noise(share: float) -> Edit:
    """What OCR reads wrongly."""
    looks = {"l": "1", "o": "0", "e": "c", "m": "rn", "i": "l", "a": "o", "n": "u", "h": "b", "t": "f", "s": "5"}

    def edit(draft: Draft, rng: random.Random) -> bool:
        if sum(c in looks for c in draft.text) < len(draft.text) / 3:
            return False
        for at in range(len(draft.text) - 1, -1, -1):
            if draft.text[at] in looks and rng.random() < share:
                draft.replace(at, at + 1, looks[draft.text[at]])
        return True

    return edit


def headline(draft: Draft, rng: random.Random) -> bool:
    assert draft.span
    start, end = draft.span
    if end - start > 160 or draft.text[start:end].title() == draft.text[start:end]:
        return False
    new = draft.text[start:end].upper() if rng.random() < 0.5 else draft.text[start:end].title()
    if len(new) != end - start:
        return False
    draft.replace(start, end, new)
    return True


def restyle(draft: Draft, rng: random.Random) -> bool:
    """Other quotes, dashes, ellipses, full stops, and typewriter habits."""
    table = {"'": "’", '"': "”", "“": "«", "-": "–", "—": " -- ", "...": "…", ";": ",", "!": ".", "fi": "ﬁ"}
    before = draft.text
    for old, new in table.items():
        for spot in reversed(list(re.finditer(re.escape(old), draft.text))):
            if rng.random() < 0.8:
                draft.replace(*spot.span(), new)
    return draft.text != before


def mojibake(draft: Draft, _rng: random.Random) -> bool:
    before = draft.text
    for spot in reversed(list(re.finditer("[à-ÿ‘’“”–—]", draft.text))):
        draft.replace(*spot.span(), spot.group().encode().decode("cp1252", "replace"))
    return draft.text != before


def escape(draft: Draft, _rng: random.Random) -> bool:
    before = draft.text
    for old, new in (("&", "&amp;"), ('"', "&quot;"), ("'", "&#39;"), ("’", "&rsquo;")):
        for spot in reversed(list(re.finditer(re.escape(old), draft.text))):
            draft.replace(*spot.span(), new)
    return draft.text != before


def rewrap(draft: Draft, rng: random.Random) -> bool:
    """Lines of a narrow column, words divided at their ends."""
    column = 0
    for at in range(len(draft.text) - 2, 0, -1):
        column += 1
        if column > 40 and draft.text[at] == " ":
            draft.replace(at, at + 1, "\n")
            column = 0
        elif column > 36 and re.fullmatch(r"[^\W\d_]{5}", draft.text[at - 2 : at + 3]) and rng.random() < 0.3:
            draft.replace(at, at, "" if UNSPACED.search(draft.text[at]) else "-\n")
            column = 0
    return True


def join_paragraphs(draft: Draft, _rng: random.Random) -> bool:
    spots = list(re.finditer(r"\n\n+", draft.text))
    for spot in reversed(spots):
        draft.replace(*spot.span(), " ")
    return bool(spots)


def split_sentences(draft: Draft, _rng: random.Random) -> bool:
    spots = [m for m in re.finditer(r", (\w)", draft.text) if not UNSPACED.search(m.group())]
    for spot in reversed(spots[::2]):
        draft.replace(spot.start(1), spot.end(1), spot[1].upper())
        draft.replace(spot.start(), spot.start() + 1, ".")
    return bool(spots)


def merge_sentences(draft: Draft, _rng: random.Random) -> bool:
    assert draft.span
    spots = [m for m in re.finditer(r"\. (\w)", draft.text) if m.start(1) != draft.span[0]]
    for spot in reversed(spots[::2]):
        draft.replace(spot.start(1), spot.end(1), "and " + spot[1].lower())
        draft.replace(spot.start(), spot.start() + 1, ",")
    return bool(spots)


def advert_inside(draft: Draft, rng: random.Random) -> bool:
    spots = [m for m in _inside(draft, re.compile(r"[.!?] |\n\n")) if draft.span and m.end() < draft.span[1]]
    if not spots:
        return False
    spot = rng.choice(spots)
    draft.replace(spot.end(), spot.end(), f"\n\n{rng.choice(ADVERTS)}\n\n")
    return True


def adverts_around(draft: Draft, rng: random.Random) -> bool:
    assert draft.span
    if not SENTENCE.fullmatch(draft.text[slice(*draft.span)]):
        return False
    draft.replace(draft.span[1], draft.span[1], f"\n\n{rng.choice(ADVERTS)}\n\n")
    draft.replace(draft.span[0], draft.span[0], f"\n\n{rng.choice(ADVERTS)}\n\n")
    return True


def move(draft: Draft, rng: random.Random) -> bool:
    """The words move to another place, alone; a long way from their neighbours."""
    assert draft.span
    start, end = draft.span
    words = draft.text[start:end]
    if len(words) < 30:
        return False
    rest = draft.text[:start] + draft.text[end:]
    stops = [m.end() for m in re.finditer(r"\n\n", rest) if abs(m.end() - start) > 200]
    if not stops:
        return False
    at = rng.choice(stops)
    draft.text, draft.span = rest[:at] + words + "\n\n" + rest[at:], (at, at + len(words))
    return True


def delete(draft: Draft, _rng: random.Random) -> bool:
    assert draft.span
    words = draft.text[slice(*draft.span)]
    if len(words) > 24 and draft.text.count(words) > 1:
        return False  # what is left of two equal sentences may well be called moved
    draft.replace(*draft.span, "")
    return True


def replace_by_another(draft: Draft, rng: random.Random) -> bool:
    """A sentence makes room for another one, about something else."""
    assert draft.span
    start, end = draft.span
    if end - start < 60:
        return False
    others = [m.group().strip() for m in SENTENCE.finditer(OTHER_NEWS)]
    draft.text = draft.text[:start] + rng.choice(others) + draft.text[end:]
    draft.span = None
    return True


def _twin(words: str, rng: random.Random) -> str | None:
    spots = list(NUMBER.finditer(words)) or list(re.finditer(r"\b(is|are|was|were|will|has|have|must)\b", words))
    if not spots or len(words) < 30:
        return None
    spot = rng.choice(spots)
    new = str(int(spot.group()) + rng.randrange(1, 60)) if spot.group().isdecimal() else f"{spot.group()} not"
    return words[: spot.start()] + new + words[spot.end() :]


def twin_elsewhere(draft: Draft, rng: random.Random) -> bool:
    assert draft.span
    twin = _twin(draft.text[slice(*draft.span)], rng)
    stops = [m.end() for m in re.finditer(r"\n\n", draft.text) if not draft.span[0] - 60 < m.end() < draft.span[1] + 60]
    if twin is None or not stops:
        return False
    at = rng.choice(stops)
    draft.replace(at, at, f"{twin}\n\n")
    return True


def twin_instead(draft: Draft, rng: random.Random) -> bool:
    """The words go; a sentence elsewhere differs from them in a number or a negation."""
    assert draft.span
    if draft.text.count(draft.text[slice(*draft.span)]) > 1 or not twin_elsewhere(draft, rng):
        return False
    draft.replace(*draft.span, "")
    return True


def copy_elsewhere(draft: Draft, rng: random.Random) -> bool:
    assert draft.span
    words = draft.text[slice(*draft.span)]
    stops = [m.end() for m in re.finditer(r"\n\n", draft.text) if not draft.span[0] - 60 < m.end() < draft.span[1] + 60]
    if not stops:
        return False
    at = rng.choice(stops)
    draft.replace(at, at, f"{words}\n\n")
    return True


def drop_letters(draft: Draft, rng: random.Random) -> bool:
    """In scripts without spaces: characters lost, doubled and exchanged."""
    assert draft.span
    start, end = draft.span
    if len(UNSPACED.findall(draft.text[start:end])) < 12:
        return False
    for at in sorted(rng.sample(range(start + 1, end - 2), max(1, (end - start) // 12)), reverse=True):
        how = rng.randrange(3)
        draft.replace(at, at + (how < 2), ["", draft.text[rng.randrange(len(draft.text))], draft.text[at]][how])
    return True


def both(*edits: Edit) -> Edit:
    def edit(draft: Draft, rng: random.Random) -> bool:
        done = [one(draft, rng) for one in edits]
        return all(done)

    return edit


OTHER_NEWS = (
    "The harbour ferry stops running at midnight because two of its engines failed an inspection on Tuesday morning. "
    "Visitors queued along the zoo fence to see the baby giraffe before the gates had even opened for the weekend. "
    "A choir from the neighbouring valley won first prize with a song about apple trees that nobody had heard before. "
    "Bakers complain that flour has become dearer twice since spring and that small shops can hardly pay for it now. "
)

KINDS: dict[str, Edit] = {
    "words 10%": edit_words(0.1),
    "words 25%": edit_words(0.25),
    "words 40%": edit_words(0.4),
    "context edited": edit_neighbours,
    "words and context edited": both(edit_words(0.15), edit_neighbours),
    "number changed": change_number,
    "number changed, context edited": both(change_number, edit_neighbours),
    "negated": negate,
    "noise 3%": noise(0.03),
    "noise 10%": noise(0.1),
    "headline case": headline,
    "other punctuation": restyle,
    "mojibake": mojibake,
    "escaped": escape,
    "rewrapped": rewrap,
    "paragraphs joined": join_paragraphs,
    "sentences split": split_sentences,
    "sentences merged": merge_sentences,
    "advert inside": advert_inside,
    "adverts around": adverts_around,
    "moved": move,
    "moved and edited": both(edit_words(0.12), move),
    "letters of unspaced scripts": drop_letters,
    "deleted": delete,
    "replaced by another sentence": replace_by_another,
    "twin elsewhere": twin_elsewhere,
    "twin instead": twin_instead,
    "copy elsewhere": copy_elsewhere,
    "copy elsewhere, context edited": both(copy_elsewhere, edit_neighbours),
    "everything": both(edit_words(0.1), restyle, join_paragraphs, edit_neighbours),
}


def spans_of(text: str, rng: random.Random) -> list[tuple[int, int]]:
    """Spans as people mark them: sentences, phrases, single numbers and names, passages over a paragraph's end."""
    sentences = [m.span() for m in SENTENCE.finditer(text)]
    spans = []
    for first, end in rng.sample(sentences, min(3, len(sentences))):
        start = first + len(text[first:end]) - len(text[first:end].lstrip())
        spans.append((start, end))
        words = list(re.finditer(r"\S+", text[start:end]))
        if len(words) > 6:
            word = rng.randrange(len(words) - 4)
            spans.append((start + words[word].start(), start + words[word + rng.randrange(1, 4)].end()))
    spans += [m.span() for m in rng.sample(list(NUMBER.finditer(text)), min(2, len(NUMBER.findall(text))))]
    names = list(re.finditer(r"(?<=[a-z] )[A-Z][a-z]{3,}", text))
    spans += [m.span() for m in rng.sample(names, min(1, len(names)))]
    if len(sentences) > 4:
        opening = rng.randrange(len(sentences) - 3)
        start, end = sentences[opening][0], sentences[opening + 2][1]
        spans.append((start + (text[start] in " \n"), end))
    return [(a, b) for a, b in spans if a < b and text[a:b].strip() == text[a:b]]
