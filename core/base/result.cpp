#include "core/base/result.hpp"

namespace sanad {

std::string_view name_of(Fault fault) {
    switch (fault) {
        case Fault::damaged:
            return "damaged";
        case Fault::unsupported:
            return "unsupported";
        case Fault::encrypted:
            return "encrypted";
        case Fault::unreadable:
            return "unreadable";
        case Fault::unavailable:
            return "unavailable";
        case Fault::limit:
            return "limit";
        case Fault::not_found:
            return "not_found";
        case Fault::refused:
            return "refused";
        case Fault::system:
            return "system";
    }
    return "system";
}

}  // namespace sanad
