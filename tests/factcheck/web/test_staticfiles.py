"""Hashed names of static files, followed through the imports between modules."""

import re

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from factcheck.web.staticfiles import HashedFiles


def collect(place, sources):
    """Store the sources under hashed names; returns the hashed name of each."""
    storage = HashedFiles(location=place, base_url="/static/")
    plain = FileSystemStorage(location=place)
    for name, content in sources.items():
        plain.delete(name)
        plain.save(name, ContentFile(content.encode()))
    for _, _, result in storage.post_process({name: (plain, name) for name in sources}):
        assert not isinstance(result, Exception), result
    return {name: storage.stored_name(name) for name in sources}


def test_a_changed_module_is_fetched_anew_through_its_importer(tmp_path):
    main = 'import { count } from "./text/count.js";\ncount();\n'
    before = collect(tmp_path, {"js/main.js": main, "js/text/count.js": "export const count = () => 1;\n"})

    after = collect(tmp_path, {"js/main.js": main, "js/text/count.js": "export const count = () => 2;\n"})

    assert before["js/text/count.js"] != after["js/text/count.js"]
    assert before["js/main.js"] != after["js/main.js"]
    imported = re.findall(r'from "\./(.*?)"', (tmp_path / after["js/main.js"]).read_text())
    assert [f"js/{name}" for name in imported] == [after["js/text/count.js"]]


def test_what_merely_looks_like_an_import_in_vendored_code_is_left_alone(tmp_path):
    code = "var text='import x from \"./nowhere.js\";';"

    names = collect(tmp_path, {"vendor/big.js": code})

    assert (tmp_path / names["vendor/big.js"]).read_text() == code
