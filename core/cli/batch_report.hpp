#pragma once
// A batch in one page: for the terminal, for a spreadsheet, and to print.
#include <cstdint>
#include <string>
#include <vector>

#include "core/cli/batch_plan.hpp"

namespace sanad {

struct BatchResult {
    BatchItem item;
    std::string state = "waiting";  ///< "waiting", "examined", "examined before", "failed", "stopped"
    std::string verification{};     ///< "match", "mismatch", "no stored hash"; empty: not known
    std::uint64_t size = 0;         ///< media bytes
    double seconds = 0;             ///< of the examination; 0: not known
    bool damaged = false;           ///< bytes of the image, or of a file in use, could not be had as recorded
    std::uint64_t files = 0, deleted = 0, mismatches = 0, errors = 0;
    std::vector<std::string> needs_a_person{};
};

std::string batch_table(const std::vector<BatchResult>& results);
std::string batch_csv(const std::vector<BatchResult>& results);
/// One file that needs no other; light and dark by the reader's setting, black on white in print.
/// `left_out`: a sentence on what was not examined at all; may be empty.
std::string batch_html(const std::vector<BatchResult>& results, const std::string& when,
                       const std::string& left_out = {});
std::string batch_json(const BatchResult& result);

}  // namespace sanad
