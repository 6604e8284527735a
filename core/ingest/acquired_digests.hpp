#pragma once
// Digests that a logical image keeps of its single files (L01), made when they were acquired, against those of what was
// read.
#include "core/store/case_reader.hpp"
#include "core/store/case_writer.hpp"

namespace sanad {

/// To be called when the contents of `image` are read and committed; again adds nothing. Each file that is not what was
/// acquired gives its content an Outcome `damaged` with both values.
Result<void> compare_acquired_digests(CaseReader& reader, CaseWriter& writer, Id image);

}  // namespace sanad
