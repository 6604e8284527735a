#include <doctest/doctest.h>

#include "core/ingest/file_type.hpp"

using namespace sanad;

TEST_CASE("content that hides behind another name is a mismatch") {
    CHECK(extension_mismatch("Pictures/beach.jpg", "application/zip"));
    CHECK(extension_mismatch("Pictures/beach.JPG", "application/vnd.microsoft.portable-executable"));
    CHECK(extension_mismatch("notes.txt", "application/x-ms-dos-executable"));
    CHECK(extension_mismatch("notes.txt", "image/png"));
    CHECK(extension_mismatch("notes.txt", "application/pdf"));
    CHECK(extension_mismatch("invoice.pdf", "text/html"));
    CHECK(extension_mismatch("a.jpg", "image/png"));
    CHECK(extension_mismatch("a.jpg", "application/octet-stream"));
    CHECK(extension_mismatch("a.docx", "application/vnd.microsoft.portable-executable"));
    CHECK(extension_mismatch("a.docx", "application/vnd.android.package-archive"));
    CHECK(extension_mismatch("setup.exe", "text/plain"));
    CHECK(extension_mismatch("dir/file.doc:picture.jpg", "application/zip"));
}

TEST_CASE("content that may bear the name is none") {
    CHECK_FALSE(extension_mismatch("a.jpeg", "image/jpeg"));
    CHECK_FALSE(extension_mismatch("a.docx", "application/zip"));
    CHECK_FALSE(
        extension_mismatch("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"));
    CHECK_FALSE(extension_mismatch("a.docx", "application/x-encrypted-ooxml"));
    CHECK_FALSE(extension_mismatch("a.doc", "text/rtf"));
    CHECK_FALSE(extension_mismatch("a.xls", "text/html"));
    CHECK_FALSE(extension_mismatch("a.apk", "application/x-java-archive"));
    CHECK_FALSE(extension_mismatch("a.txt", "application/x-shellscript"));
    CHECK_FALSE(extension_mismatch("$Recycle.Bin/S-1-5-21/$IAB12CD.exe", "application/x-ms-recycled"));
    CHECK_FALSE(extension_mismatch("a.mp3", "application/octet-stream"));
    CHECK_FALSE(extension_mismatch("a.webm", "video/matroska"));
    CHECK_FALSE(extension_mismatch("a.mkv", "video/webm"));
    CHECK_FALSE(extension_mismatch("a.asf", "video/x-ms-wmv"));
}

TEST_CASE("names without a settled meaning, and empty files, are never a mismatch") {
    CHECK_FALSE(extension_mismatch("a.jpg", "inode/x-empty"));
    CHECK_FALSE(extension_mismatch("data.bin", "image/png"));
    CHECK_FALSE(extension_mismatch("README", "image/png"));
    CHECK_FALSE(extension_mismatch(".jpg", "text/plain"));
    CHECK_FALSE(extension_mismatch("dir.jpg/name", "text/plain"));
    CHECK_FALSE(extension_mismatch("photo.jpg:Zone.Identifier", "text/plain"));
    CHECK_FALSE(extension_mismatch("misc/file13.dll:here", "image/jpeg"));
    CHECK_FALSE(extension_mismatch("", "text/plain"));
    CHECK_FALSE(extension_mismatch("a.thisextensionisfartoolongtobereal", "text/plain"));
}
