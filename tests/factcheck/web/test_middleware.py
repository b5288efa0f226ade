"""What every answer tells the browser about what it may load and do."""

import re

from django.http import HttpResponse

from factcheck.web.middleware import ContentSecurityPolicy


def test_each_request_has_a_nonce_of_its_own_and_its_policy_admits_it(rf):
    seen = []

    def view(request):
        seen.append(request.csp_nonce)
        return HttpResponse()

    policies = [ContentSecurityPolicy(view)(rf.get("/")).headers["Content-Security-Policy"] for _ in range(2)]

    assert seen[0] != seen[1]
    for nonce, policy in zip(seen, policies, strict=True):
        assert f"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'" in policy


def test_nothing_is_loaded_from_elsewhere_and_nothing_inline_runs(rf):
    policy = ContentSecurityPolicy(lambda request: HttpResponse())(rf.get("/")).headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)


def test_a_view_may_set_a_policy_of_its_own(rf):
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'self'"})

    answer = ContentSecurityPolicy(lambda request: own)(rf.get("/"))

    assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
