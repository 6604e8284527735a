#pragma once
// Bytes out of libarchive, and how many of them one archive may yield: a bomb costs its own file, nothing else.
#include <archive.h>
#include <archive_entry.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "plugins/archive/member.hpp"

namespace sanad::archive {

/// libarchive over bytes in memory. It opens nothing; formats and filters are switched on one by one, because its
/// guess among all of them can be led astray (an archive that holds an uncompressed zip at its end is taken for one).
class Reading {
public:
    Reading() : raw_{archive_read_new()} {}
    using Support = int (*)(struct ::archive*);
    Reading& with(std::initializer_list<Support> supports) {
        for (const Support support : supports) support(raw());
        return *this;
    }
    /// The pieces are read one after the other as one file. They outlive the reading.
    bool open(std::vector<sdk::Bytes> pieces);
    struct ::archive* raw() const {
        return raw_.get();
    }
    std::string error() const;

private:
    struct Frees {
        void operator()(struct ::archive* archive) const { archive_read_free(archive); }
    };
    static la_ssize_t read(struct ::archive*, void* self, const void** buffer);
    static la_int64_t skip(struct ::archive*, void* self, la_int64_t count);
    static la_int64_t seek(struct ::archive*, void* self, la_int64_t offset, int whence);
    std::vector<sdk::Bytes> pieces_;
    std::uint64_t size_ = 0, at_ = 0;
    std::unique_ptr<struct ::archive, Frees> raw_;  ///< last: freeing it may read
};

/// Emits members and derives their content, within limits.
class Unpacking {
public:
    Unpacking(const sdk::Sink& sink, std::uint64_t archive_size);

    /// False: there are so many members that no more are listed.
    bool take_place(std::string_view path);

    /// The content that `reading` has at hand, derived; then the member's artifact. False: it is left out.
    bool unpack(Member& member, const Reading& reading);
    /// A member without content, or whose content is not to be had.
    void list(const Member& member, Content content);
    /// Steps over content that unpacking would have to go through. False: it is too much.
    bool may_pass_over(std::uint64_t size);

    /// Damage.
    void warn(sdk::Range place, const std::string& message);
    /// What is worth knowing and no damage.
    void note(sdk::Range place, const std::string& message) const { sink_.warn(place, message); }
    /// The archive itself; its members are all listed.
    sdk::Verdict finish(sdk::Artifact archive);

    bool damaged() const { return damaged_; }
    std::uint64_t members() const { return members_; }

private:
    enum class Ended : std::uint8_t { well, too_large, broken };
    Ended read(std::vector<std::uint8_t>& content, const Reading& reading, std::uint64_t room) const;

    const sdk::Sink& sink_;
    std::uint64_t derived_room_, work_room_;
    std::uint64_t members_ = 0, encrypted_ = 0, left_out_ = 0, derived_ = 0, path_bytes_ = 0, unlisted_ = 0;
    bool damaged_ = false;
};

}  // namespace sanad::archive
