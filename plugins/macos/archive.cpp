// NSKeyedArchiver: all objects stand in one array, $objects, and name each other by number (UID); $top names the first.
#include "plugins/macos/plist.hpp"

namespace sanad::macos {

namespace {

class Unarchiver {
public:
    explicit Unarchiver(const Plist& archive) : objects_{archive.find("$objects")}, top_{archive.find("$top")} {
        if (objects_ == nullptr || !objects_->is_array() || top_ == nullptr || !top_->is_dictionary()) {
            throw BadPlist{"an archive without objects"};
        }
    }

    Plist read() {
        const Plist* root = top_->find("root");
        return root != nullptr ? value(*root, 0) : plain(*top_, 0);
    }

private:
    static constexpr int deepest = 64;
    static constexpr std::size_t most_values = 500'000;

    const Plist& object(const Plist& uid) const {
        if (uid.integer < 0 || static_cast<std::size_t>(uid.integer) >= objects_->items.size()) {
            throw BadPlist{"an archive names an object that is not there"};
        }
        return objects_->items[static_cast<std::size_t>(uid.integer)];
    }

    std::string_view class_of(const Plist& object_of_class) const {
        const Plist* uid = object_of_class.find("$class");
        if (uid == nullptr || uid->kind != PlistKind::uid) return {};
        return object(*uid).text_of("$classname");
    }

    Plist value(const Plist& given, int depth) {
        if (depth > deepest) throw BadPlist{"an archive whose objects lie in each other without end"};
        if (++seen_ > most_values) throw BadPlist{"an archive of more than half a million values"};
        if (given.kind == PlistKind::uid) {
            const Plist& named = object(given);
            if (named.is_text() && named.text == "$null") return {};
            return value(named, depth + 1);
        }
        if (!given.is_dictionary()) {
            if (!given.is_array()) return given;
            return plain(given, depth);
        }
        const std::string_view name = class_of(given);
        const Plist* objects = given.find("NS.objects");
        const Plist* keys = given.find("NS.keys");
        Plist read;
        read.place = given.place;
        if (objects != nullptr && objects->is_array()) {
            const bool dictionary = keys != nullptr && keys->is_array();
            read.kind = dictionary ? PlistKind::dictionary : PlistKind::array;
            for (std::size_t i = 0; i < objects->items.size(); ++i) {
                if (dictionary) {
                    if (i >= keys->items.size()) throw BadPlist{"an archived dictionary with fewer keys than values"};
                    read.keys.push_back(value(keys->items[i], depth + 1).text);
                }
                read.items.push_back(value(objects->items[i], depth + 1));
            }
            return read;
        }
        if (const Plist* text = given.find("NS.string"); text != nullptr) return value(*text, depth + 1);
        if (const Plist* data = given.find("NS.data"); data != nullptr) return value(*data, depth + 1);
        if (const Plist* bytes = given.find("NS.bytes"); bytes != nullptr && bytes->is_data())
            return value(*bytes, depth + 1);
        if (const Plist* time = given.find("NS.time"); time != nullptr && name == "NSDate") {
            read.kind = PlistKind::date;
            read.real = time->kind == PlistKind::real ? time->real : static_cast<double>(time->integer);
            return read;
        }
        if (name == "NSURL" && given.has("NS.relative")) {
            const Plist* base = given.find("NS.base");
            const Plist before = base != nullptr ? value(*base, depth + 1) : Plist{};
            read = value(*given.find("NS.relative"), depth + 1);
            if (before.is_text() && read.is_text()) read.text = before.text + read.text;
            return read;
        }
        if (const Plist* uuid = given.find("NS.uuidbytes"); uuid != nullptr && uuid->is_data()) return *uuid;
        return plain(given, depth);
    }

    /// The values of a list or of the fields of an object.
    Plist plain(const Plist& given, int depth) {
        Plist read;
        read.kind = given.kind;
        read.place = given.place;
        for (std::size_t i = 0; i < given.items.size(); ++i) {
            if (given.is_dictionary()) {
                if (given.keys[i] == "$class") continue;
                read.keys.push_back(given.keys[i]);
            }
            read.items.push_back(value(given.items[i], depth + 1));
        }
        return read;
    }

    const Plist* objects_;
    const Plist* top_;
    std::size_t seen_ = 0;
};

}  // namespace

bool is_archive(const Plist& plist) {
    return plist.has("$archiver") && plist.has("$objects") && plist.has("$top");
}

Plist unarchived(const Plist& archive) {
    return Unarchiver{archive}.read();
}

}  // namespace sanad::macos
