"""The hashes that prove what was kept have to come out the same everywhere and for ever."""

from __future__ import annotations

import pytest

from factcheck.core.hashing import canonical_json, sha256_bytes, sha256_text


def test_a_text_is_hashed_as_its_utf_8() -> None:
    assert sha256_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_text("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_text("é👍") == sha256_bytes(b"\xc3\xa9\xf0\x9f\x91\x8d")
    assert sha256_text("é") != sha256_text("e\u0301"), "texts are not normalised"


def test_a_value_has_one_spelling() -> None:
    assert canonical_json({"b": [1, None, True], "a": {"d": "é", "c": ""}}) == (
        '{"a":{"c":"","d":"é"},"b":[1,null,true]}'.encode()
    )
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"x": float("-inf")}])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(value)
