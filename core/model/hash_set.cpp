#include "core/model/hash_set.hpp"

namespace sanad {

std::string_view name_of(HashAlgorithm algorithm) {
    switch (algorithm) {
        case HashAlgorithm::md5:
            return "md5";
        case HashAlgorithm::sha1:
            return "sha1";
        case HashAlgorithm::sha256:
            break;
    }
    return "sha256";
}

std::string_view name_of(HashSetKind kind) {
    return kind == HashSetKind::known ? "known" : "notable";
}

std::optional<HashAlgorithm> hash_algorithm(std::string_view name) {
    for (const HashAlgorithm algorithm : hash_algorithms) {
        if (name_of(algorithm) == name) return algorithm;
    }
    return std::nullopt;
}

std::size_t digest_size(HashAlgorithm algorithm) {
    switch (algorithm) {
        case HashAlgorithm::md5:
            return 16;
        case HashAlgorithm::sha1:
            return 20;
        case HashAlgorithm::sha256:
            break;
    }
    return 32;
}

}  // namespace sanad
