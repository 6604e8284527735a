// The names of segments and the numbers in their headers, by which the supervisor finds the parts of an image: a name
// is the one name of its number, and a set that is opened is whole, in order, and closed again.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/source/open_image.hpp"
#include "core/source/segment_names.hpp"
#include "tests/hashset/scratch_folder.hpp"

using namespace sanad;

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

std::string in_capitals(std::string_view text) {
    std::string capitals{text};
    for (char& letter : capitals) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    return capitals;
}

void look_at_names(std::string_view name, std::uint32_t number) {
    for (const char family : {'E', 'S', 'L'}) {
        if (const auto its = ewf_segment_number(name, family)) {
            expect(*its > 0 && ewf_segment_extension(*its, family, false) == in_capitals(name));
        }
        const std::string extension = ewf_segment_extension(number, family, true);
        if (number > 0 && !extension.empty()) expect(ewf_segment_number(extension, family) == number);
    }
    const auto part = raw_part(name);
    if (!part) return;
    expect(part->width == name.size() && raw_part_extension(*part, part->number) == name);
    const std::string other = raw_part_extension(*part, number);
    const auto again = raw_part(other);
    if (other.size() == part->width) expect(again && again->number == number && again->letters == part->letters);
}

std::uint32_t number_inside(int fd) {
    std::array<Byte, 2> bytes{};
    expect(::pread(fd, bytes.data(), bytes.size(), 9) == 2);
    return bytes[0] | bytes[1] << 8;
}

/// Files of one stem: of each, three bytes of its name, the kind of its header, and two bytes of the number in that.
void look_for_segments(Bytes told) {
    static const test::ScratchFolder scratch;
    static constexpr std::array<std::string_view, 3> signatures{
        {{"EVF\x09\x0d\x0a\xff\x00", 8}, {"LVF\x09\x0d\x0a\xff\x00", 8}, {"neither.", 8}}};
    std::vector<std::filesystem::path> paths;
    for (; told.size() >= 6 && paths.size() < 5; told = told.subspan(6)) {
        std::string name{text_of(told.first(3))};
        std::erase_if(name, [](char letter) { return letter == '/' || letter == '\0'; });
        std::string content{signatures[told[3] % signatures.size()]};
        content += '\1';
        content += text_of(told.subspan(4, 2));
        content += std::string_view{"\0\0", 2};
        // Parts of a raw image differ in size.
        content.append(told[3] / signatures.size(), 'x');
        paths.push_back(scratch.write("image." + name, content));
    }
    if (!paths.empty()) {
        if (auto found = locate_segments(paths.front())) {
            expect(!found->files.empty() && found->files.size() <= paths.size());
            const bool ewf = found->container == Container::ewf || found->container == Container::ewf_logical;
            for (std::size_t i = 0; i < found->files.size(); ++i) {
                expect(::lseek(found->files[i].fd, 0, SEEK_END) == static_cast<off_t>(found->files[i].size));
                if (ewf) expect(number_inside(found->files[i].fd) == i + 1);
            }
            const int first = found->files.front().fd;
            close_segments(*found);
            expect(::fcntl(first, F_GETFD) < 0);
        } else {
            expect(!found.error().what.empty());
        }
    }
    for (const auto& path : paths) std::filesystem::remove(path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4) return 0;
    const std::string_view text = text_of({data, size});
    const std::uint32_t number = data[0] | data[1] << 8 | data[2] << 16;
    for (std::size_t length = 0; length <= std::min<std::size_t>(5, size); ++length) {
        look_at_names(text.substr(0, length), number % (1 << (4 + data[3] % 21)));
    }
    look_for_segments({data, size});
    return 0;
}
