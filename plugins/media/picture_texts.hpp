#pragma once
// What the metadata of a picture say under their many names: the first of several places that has something.
#include <exiv2/exiv2.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/module.hpp"

namespace sanad::media {

/// Read access to the three kinds of metadata. Keys as Exiv2 names them: "Exif.Image.Make", "Xmp.dc.title".
class Metadata {
public:
    explicit Metadata(Exiv2::Image& image) : image_{image} {}

    /// Without the spaces and zeros that fill it up. Empty when it is not there.
    std::string text(std::string_view key) const;
    std::string first(std::initializer_list<std::string_view> keys) const;
    std::optional<std::int64_t> integer(std::string_view key) const;
    /// Entry `at` of a list of fractions; nothing when it is not there or its denominator is 0.
    std::optional<double> fraction(std::string_view key, std::size_t at = 0) const;
    /// All values under these keys, each once.
    std::vector<std::string> all(std::initializer_list<std::string_view> keys) const;
    /// Exif's UserComment, which names its character set.
    std::string user_comment() const;

private:
    std::string exif_text(std::string_view key) const;
    std::string utf16_of_windows(std::string_view key) const;

    Exiv2::Image& image_;
};

}  // namespace sanad::media
