#include "core/source/tsk.hpp"

#include <cstdlib>
#include <ctime>

#include "core/source/file_system.hpp"

namespace sanad {

std::string tsk_complaint() {
    const char* words = tsk_error_get();
    std::string complaint = words != nullptr ? words : "no reason given";
    tsk_error_reset();
    for (char& c : complaint) {
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
    while (!complaint.empty() && complaint.back() == ' ') complaint.pop_back();
    return complaint;
}

void tsk_complain(const char* words) {
    tsk_error_reset();
    tsk_error_set_errno(TSK_ERR_FS_GENFS);
    tsk_error_set_errstr("%s", words);
}

void use_utc_clock() {
    ::setenv("TZ", "UTC0", 1);
    ::tzset();
}

}  // namespace sanad
