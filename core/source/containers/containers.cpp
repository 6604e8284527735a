#include "core/source/containers/containers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/source/containers/layered_source.hpp"

namespace sanad {
namespace {

using namespace containers;

using Opener = Result<LayerOwner> (*)(const std::vector<SegmentFile>&);

Opener opener_of(Container container) {
    switch (container) {
        case Container::raw:
            return open_raw_layer;
        case Container::vhd:
            return open_vhd;
        case Container::vhdx:
            return open_vhdx;
        case Container::qcow2:
            return open_qcow2;
        case Container::vmdk:
            return open_vmdk;
        case Container::aff:
            return open_aff;
        default:
            return nullptr;
    }
}

/// What the layer below `child` is; its files are `files`.
Result<Container> container_below(const Layer& child, const std::vector<SegmentFile>& files) {
    if (!child.facts().parent)
        return failure(Fault::refused, files.front().path + ": given as a parent, but named by none");
    const ParentReference& parent = *child.facts().parent;
    if (parent.raw) return Container::raw;
    if (const auto container = signature_of(FileBytes{files.front()})) return *container;
    if (parent.may_be_raw) return Container::raw;
    return failure(Fault::unsupported, files.front().path + ": a parent of no known format");
}

/// VHD 1.0 "Parent Unique ID", MS-VHDX 2.6.2.6.3 "parent_linkage", VMDK "parentCID": another disk under the same name
/// would give a medium that never was.
Result<void> check_identity(const Layer& child, const Layer& parent, const std::string& parent_name) {
    const auto& wanted = child.facts().parent->identities;
    const auto& known_as = parent.facts().identities;
    if (wanted.empty() ||
        std::find_first_of(wanted.begin(), wanted.end(), known_as.begin(), known_as.end()) != wanted.end())
        return {};
    return failure(Fault::damaged,
                   fmt::format("{} is not the parent its child was made from: {} in place of {}", parent_name,
                               known_as.empty() ? "no identity" : known_as.front(), wanted.front()));
}

ImageFacts facts_of(const SegmentList& list, const std::vector<LayerOwner>& layers) {
    const LayerFacts& top = layers.front()->facts();
    ImageFacts facts;
    facts.format = top.format;
    facts.size = top.size;
    facts.sector_size = top.sector_size;
    facts.chunk_size = top.chunk_size;
    facts.headers = top.headers;
    facts.stored_md5 = top.stored_md5;
    facts.stored_sha1 = top.stored_sha1;
    facts.stored_sha256 = top.stored_sha256;
    for (const SegmentFile& file : list.files) {
        facts.segments.push_back(file.path);
        facts.segment_sizes.push_back(file.size);
    }
    for (const LayerOwner& layer : layers)
        facts.remarks.insert(facts.remarks.end(), layer->facts().remarks.begin(), layer->facts().remarks.end());
    for (std::size_t i = 0; i + 1 < layers.size(); ++i)
        if (layers[i]->facts().parent->may_be_raw && layers[i + 1]->facts().format == "raw")
            facts.remarks.emplace_back("the format of a QCOW2's backing file is not recorded; it was taken as raw",
                                       Outcome::noted);
    return facts;
}

}  // namespace

Result<OpenImage> open_container(const SegmentList& list) {
    if (list.files.empty()) return failure(Fault::refused, "no file of a container was given");
    const std::size_t in_layers = std::accumulate(list.layer_sizes.begin(), list.layer_sizes.end(), std::size_t{0});
    if (in_layers != list.files.size() || std::count(list.layer_sizes.begin(), list.layer_sizes.end(), 0u) != 0)
        return failure(Fault::refused, fmt::format("{} files given, {} in layers", list.files.size(), in_layers));

    std::vector<LayerOwner> layers;
    Container container = list.container;
    auto next = list.files.begin();
    for (const std::uint32_t count : list.layer_sizes) {
        const std::vector<SegmentFile> files{next, next + count};
        next += count;
        if (!layers.empty()) container = TRY(container_below(*layers.back(), files));
        const Opener open = opener_of(container);
        if (open == nullptr) return failure(Fault::refused, files.front().path + ": not a container of this kind");
        LayerOwner layer = TRY(open(files));
        if (!layers.empty()) TRY(check_identity(*layers.back(), *layer, FileBytes{files.front()}.name()));
        layers.push_back(std::move(layer));
    }
    if (const auto& parent = layers.back()->facts().parent)
        return failure(Fault::not_found, fmt::format("{}: its parent \"{}\" was not given", list.files.back().path,
                                                     parent->names.empty() ? std::string{} : parent->names.front()));
    ImageFacts facts = facts_of(list, layers);
    auto source = std::make_unique<LayeredSource>(std::move(layers), FileBytes{list.files.front()}.name());
    return OpenImage{std::move(source), std::move(facts)};
}

}  // namespace sanad
