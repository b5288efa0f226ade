"""The pages: choose a file, look at it, say how it is meant, take it in."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Claim
from factcheck.exchange.models import Import
from tests.factcheck.exchange.imports.doing import work

TABLE = b"A,B\nWater is dry.,Khan\n,Rao\n"


def chosen(client, body=TABLE, name="claims.csv"):
    answer = client.post("/imports/", {"file": SimpleUploadedFile(name, body), "format": ""})
    assert answer.status_code == 302, answer.content
    work()
    return answer["Location"]


def test_from_a_file_to_claims_by_way_of_its_columns(editor_edna, demo_desk):
    client = editor_edna.browser
    looked = chosen(client)
    page = client.get(looked).content.decode()
    assert "Say which column has the claim" in page
    assert not Claim.objects.exists()

    again = client.post(f"{looked}again/", {"column-0": "text", "column-1": "claimant.name", "look": "1"})
    work()
    page = client.get(again["Location"]).content.decode()
    assert "Water is dry." in page
    assert "There is no claim in this row." in page

    taken = client.post(
        f"{again['Location']}again/", {"column-0": "text", "column-1": "claimant.name", "partial": "on", "take": "1"}
    )
    assert "It waits for a worker." in client.get(taken["Location"]).content.decode()
    work()
    page = client.get(taken["Location"]).content.decode()
    assert "1 claim" in page
    assert Claim.objects.get().claimant_name == "Khan"


def test_ratings_are_said_on_the_page(editor_edna, demo_desk):
    client = editor_edna.browser
    review = b'{"@type":"ClaimReview","url":"https://c.example/1","claimReviewed":"A.","reviewRating":{"alternateName":"Llama"}}'
    looked = chosen(client, review, "review.json")
    assert "Llama" in client.get(looked).content.decode()

    taken = client.post(f"{looked}again/", {"rating-0": "false", "reviews": "drafts", "dates": "", "take": "1"})
    work()

    assert Import.objects.first().mapping["ratings"] == {"Llama": "false"}
    assert "1 review" in client.get(taken["Location"]).content.decode()


def test_a_reviewer_is_told_who_imports(reviewer_ravi, demo_desk):
    answer = reviewer_ravi.browser.get("/imports/")

    assert answer.status_code == 403
    assert "editors" in answer.content.decode()


def test_an_entry_is_removed(editor_edna, demo_desk):
    looked = chosen(editor_edna.browser)

    editor_edna.browser.post(f"{looked}forget/")

    assert not Import.objects.exists()
