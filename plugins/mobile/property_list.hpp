#pragma once
// Apple's property lists, read by libplist: plain ones, and the ones in which NSKeyedArchiver keeps objects.
#include <plist/plist.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/sdk/text.hpp"

namespace sanad::mobile {

/// A value within a list; valid as long as its PropertyList. One that is not there is empty, and so is all within it.
class PropertyValue {
public:
    PropertyValue() = default;
    explicit PropertyValue(plist_t node) : node_{node} {}

    explicit operator bool() const { return node_ != nullptr; }
    plist_type type() const { return node_ == nullptr ? PLIST_NONE : plist_get_node_type(node_); }

    PropertyValue operator[](const char* key) const {
        return type() == PLIST_DICT ? PropertyValue{plist_dict_get_item(node_, key)} : PropertyValue{};
    }
    std::uint32_t size() const { return type() == PLIST_ARRAY ? plist_array_get_size(node_) : 0; }
    PropertyValue at(std::uint64_t index) const {
        return index < size() ? PropertyValue{plist_array_get_item(node_, static_cast<std::uint32_t>(index))}
                              : PropertyValue{};
    }
    /// Calls `use(key, value)` for each entry, in the order of the list.
    template <class Use>
    void each(Use use) const {
        if (type() != PLIST_DICT) return;
        plist_dict_iter iterator = nullptr;
        plist_dict_new_iter(node_, &iterator);
        while (iterator != nullptr) {
            char* key = nullptr;
            plist_t value = nullptr;
            plist_dict_next_item(node_, iterator, &key, &value);
            if (key == nullptr) break;
            const std::string name = sdk::utf8(key);
            std::free(key);
            use(name, PropertyValue{value});
        }
        std::free(iterator);
    }

    std::optional<std::string> text() const {
        if (type() != PLIST_STRING) return std::nullopt;
        std::uint64_t length = 0;
        const char* characters = plist_get_string_ptr(node_, &length);
        if (characters == nullptr || length == 0) return std::nullopt;
        return sdk::utf8({characters, static_cast<std::size_t>(length)});
    }
    std::optional<double> real() const {
        double value = 0;
        if (type() == PLIST_REAL) {
            plist_get_real_val(node_, &value);
            return value;
        }
        const auto number = integer();
        return number ? std::optional{static_cast<double>(*number)} : std::nullopt;
    }
    std::optional<std::int64_t> integer() const {
        if (type() != PLIST_UINT) return std::nullopt;
        std::uint64_t value = 0;
        plist_get_uint_val(node_, &value);
        return static_cast<std::int64_t>(value);
    }
    /// A date's seconds since 2001, whole and millionths.
    std::optional<std::pair<std::int64_t, std::int64_t>> date() const {
        if (type() != PLIST_DATE) return std::nullopt;
        std::int32_t seconds = 0, millionths = 0;
        plist_get_date_val(node_, &seconds, &millionths);
        return std::pair<std::int64_t, std::int64_t>{seconds, millionths};
    }
    /// Of a reference in an archive.
    std::optional<std::uint64_t> reference() const {
        if (type() != PLIST_UID) return std::nullopt;
        std::uint64_t value = 0;
        plist_get_uid_val(node_, &value);
        return value;
    }

private:
    plist_t node_ = nullptr;
};

class PropertyList {
public:
    /// Empty: neither a binary list nor one in XML.
    explicit PropertyList(std::string_view bytes) {
        plist_t node = nullptr;
        if (bytes.size() <= UINT32_MAX && bytes.starts_with("bplist00")) {
            plist_from_bin(bytes.data(), static_cast<std::uint32_t>(bytes.size()), &node);
        } else if (bytes.size() <= UINT32_MAX && bytes.find("<plist") != std::string_view::npos) {
            plist_from_xml(bytes.data(), static_cast<std::uint32_t>(bytes.size()), &node);
        }
        node_.reset(node);
    }
    PropertyValue root() const { return PropertyValue{node_.get()}; }

private:
    struct Free {
        void operator()(plist_t node) const { plist_free(node); }
    };
    std::unique_ptr<void, Free> node_;
};

/// The objects that NSKeyedArchiver put into a list: references are followed.
class KeyedArchive {
public:
    explicit KeyedArchive(const PropertyList& list) : objects_{list.root()["$objects"]}, top_{list.root()["$top"]} {}

    PropertyValue root() const { return resolved(top_["root"]); }
    /// What a value stands for; empty for "$null".
    PropertyValue resolved(PropertyValue value) const {
        // A reference to a reference is no archive's; two steps, and no circle.
        for (int step = 0; step < 2 && value.reference(); ++step) value = objects_.at(*value.reference());
        return value.reference() || value.text() == "$null" ? PropertyValue{} : value;
    }
    PropertyValue of(PropertyValue object, const char* key) const {
        if (const PropertyValue direct = object[key]) return resolved(direct);
        const PropertyValue keys = object["NS.keys"], values = object["NS.objects"];
        for (std::uint32_t i = 0; i < keys.size(); ++i) {
            if (resolved(keys.at(i)).text() == key) return resolved(values.at(i));
        }
        return {};
    }
    /// The items of an NSArray or NSSet.
    PropertyValue items(PropertyValue object) const { return object["NS.objects"]; }

private:
    PropertyValue objects_, top_;
};

}  // namespace sanad::mobile
