// tests.unpacker: takes the members out of a ".pack" file, whose lines are NAME=TEXT; a member may be a pack itself,
// with
// ';' for its line feeds. What an archive module does, without an archive.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "plugins/sdk/module.hpp"

namespace {

using namespace sanad::sdk;

class Unpacker {
public:
    static constexpr std::string_view name = "tests.unpacker", version = "1.0.0";
    static constexpr std::string_view summary = "Members of a pack";
    static constexpr std::array wants{name_glob("*.pack", "{name}-index")};
    static constexpr std::array emits{text("file.deleted")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto bytes = file.read_all();
        std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            const std::string_view line = text.substr(at, end - at);
            const std::size_t equals = line.find('=');
            if (equals != std::string_view::npos) {
                std::string member{line.substr(equals + 1)};
                std::ranges::replace(member, ';', '\n');
                sink.derive(line.substr(0, equals), {at, end - at},
                            {reinterpret_cast<const std::uint8_t*>(member.data()), member.size()});
            }
            at = end + 1;
        }
        if (file.companion_count() > 0) {
            sink.emit(Artifact{"file.deleted", {0, 1, 1}}.text("path", "told by the index"));
        }
        return Verdict::examined;
    }
};

}  // namespace

SANAD_MODULE(Unpacker)
