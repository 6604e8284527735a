#include "core/crypto/lane_kernels.hpp"
#include "core/crypto/lane_rounds.hpp"
#include "core/crypto/scalar_word.hpp"

namespace sanad::kernels {
void md5_portable(Hash hash, Message message, std::size_t blocks) {
    lanes::compress<Scalar, lanes::Md5Rounds>(hash, message, blocks);
}
void sha1_portable(Hash hash, Message message, std::size_t blocks) {
    lanes::compress<Scalar, lanes::Sha1Rounds>(hash, message, blocks);
}
void sha256_portable(Hash hash, Message message, std::size_t blocks) {
    lanes::compress<Scalar, lanes::Sha256Rounds>(hash, message, blocks);
}

}  // namespace sanad::kernels
