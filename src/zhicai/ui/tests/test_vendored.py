"""Third-party files are what the lock says; a changed, missing or extra byte is found."""

import re
import shutil

import pytest
from trimming import without_families

import vendor


@pytest.fixture
def copy(tmp_path):
    """A copy of what is vendored, to be spoilt."""
    for name in ("vendor.toml", "vendor.lock.json"):
        shutil.copy(vendor.ROOT / name, tmp_path / name)
    for package in vendor.read_wanted(vendor.ROOT).values():
        shutil.copytree(vendor.ROOT / package["into"], tmp_path / package["into"])
    return tmp_path


def icons_of(root):
    return root / "src/zhicai/ui/static/vendor/tabler-icons"


def test_the_committed_files_match_the_lock():
    assert vendor.check(vendor.ROOT) == []


def test_an_untouched_copy_passes(copy):
    assert vendor.check(copy) == []


def test_one_changed_byte_is_found(copy):
    file = copy / "src/zhicai/ui/static/vendor/bootstrap/bootstrap.min.css"
    file.write_bytes(file.read_bytes() + b" ")
    assert vendor.check(copy) == ["bootstrap: bootstrap.min.css differs from the lock"]


def test_a_missing_file_is_found(copy):
    (icons_of(copy) / "bell.svg").unlink()
    assert vendor.check(copy) == ["tabler-icons: bell.svg is missing"]


def test_a_file_that_nobody_locked_is_found(copy):
    (icons_of(copy) / "rogue.svg").write_text("<svg/>")
    assert [fault for fault in vendor.check(copy) if "rogue.svg" in fault]


def test_another_version_than_the_locked_one_is_found(copy):
    file = copy / "vendor.toml"
    file.write_text(file.read_text("utf-8").replace('"5.3.9"', '"5.3.8"'), "utf-8")
    assert vendor.check(copy) == ["bootstrap: 5.3.8 wanted, 5.3.9 locked"]


def test_the_same_version_with_other_bytes_is_refused(copy, monkeypatch):
    package = vendor.read_wanted(copy)["bootstrap"]
    monkeypatch.setattr(vendor, "fetch", lambda *_: (copy / "vendor.toml", "sha512-other"))
    with pytest.raises(vendor.VendorError, match="same version, other bytes"):
        vendor.bring(copy, "bootstrap", package, vendor.read_lock(copy)["bootstrap"])
    assert vendor.check(copy) == []


def test_every_package_brings_its_licence():
    bare = [
        name
        for name, package in vendor.read_wanted(vendor.ROOT).items()
        if "LICENSE" not in package["files"].values()
    ]
    assert bare == []


def test_no_address_of_a_registry_is_kept():
    kept = [(vendor.ROOT / name).read_text("utf-8") for name in ("vendor.toml", "vendor.lock.json")]
    assert not [text for text in kept if "://" in text]


def test_pages_use_no_class_that_was_left_out_of_bootstrap():
    dropped = set(vendor.read_wanted(vendor.ROOT)["bootstrap"]["drop"])
    used = {
        f"{path.name}: {name}"
        for path in vendor.ROOT.glob("src/zhicai/*/templates/**/*.html")
        for value in re.findall(r'\bclass="([^"]*)"', path.read_text("utf-8"))
        for name in re.sub(r"{[{%].*?[%}]}", " ", value).split()
        if name.split("-")[0] in dropped
    }
    assert used == set(), "take its family out of drop in vendor.toml and run tools/vendor.py"


def test_a_family_of_classes_is_left_out_whole_and_nothing_else():
    css = (
        '@charset "UTF-8";/*! MIT */.a,.mb-1{x:1}.mb-2{y:2}.b:not(.mb-3){z:3}/* gone */'
        "@media print{.mb-4{x:1}}@media screen{.b .mb-5,.b .mbox{x:1}}@keyframes k{to{x:1}}"
    )
    assert without_families(css, ["mb"]) == (
        '@charset "UTF-8";/*! MIT */.a{x:1}.b:not(.mb-3){z:3}@media screen{.b .mbox{x:1}}'
        "@keyframes k{to{x:1}}"
    )
