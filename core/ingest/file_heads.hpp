#pragma once
// The first bytes of many files of an examined image, as far as modules' signatures look at them: hundreds in one
// request to a reader, since most files turn out to be wanted by nobody and asking for each alone costs more than its
// bytes.
#include <span>
#include <utility>
#include <vector>

#include "core/ingest/read_back.hpp"

namespace sanad {

class FileHeads {
public:
    using Places = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
    /// `places`: offset and length, ascending.
    FileHeads(CaseReader& reader, ReadBack read_back, Places places)
        : reader_{reader}, read_back_{std::move(read_back)}, places_{std::move(places)} {}

    /// Of each file a head that is right at the places, and empty when its content cannot be read. An Error: the
    /// evidence cannot be reached at all. Valid until the next call.
    Result<std::span<const Bytes>> of(const std::vector<FileToOffer>& files);

private:
    Result<void> together(const std::vector<FileToOffer>& files, const std::vector<std::size_t>& numbers);
    Result<void> alone(const FileToOffer& file, MutableBytes head);

    CaseReader& reader_;
    ReadBack read_back_;
    Places places_;
    std::vector<std::vector<Byte>> memory_;  ///< of every head, and never cleared: between the places nobody looks
    std::vector<Bytes> heads_;
};

}  // namespace sanad
