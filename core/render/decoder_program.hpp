#pragma once
// What both programs that decode do around it: take the memory they were handed, load what can be loaded only now, give
// up everything else, and answer one request after the other. Private to this folder.
//
// Descriptor 4 (first_inherited_fd): bytes of the evidence, for reading only; 5: where the pixels go.
#include <cstdint>
#include <functional>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/module/sandbox.hpp"
#include "core/module/wire.hpp"
#include "core/render/render_protocol.hpp"

namespace sanad {

struct DecodeRequest {
    Channel& channel;
    WireReader& fields;           ///< behind the sides: what the kind of request has beside them
    std::uint64_t size;           ///< of the file
    std::uint32_t width, height;  ///< of the box: sides for which `pixels` has room
    Bytes input;
    MutableBytes pixels;

    void give(RenderMessage kind, const WireWriter& answer) const;
    void refuse(std::string_view why) const;
};

struct DecoderProgram {
    std::string_view name;
    SandboxLimits limits;
    std::function<void()> load;                                ///< before the sandbox closes
    std::function<Result<void>(const DecodeRequest&)> decode;  ///< an Error ends the program
};

/// Until the channel closes; the exit status of the program.
int run_decoder(const DecoderProgram& program);

}  // namespace sanad
