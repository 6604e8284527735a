#include "core/crypto/sealed_secret.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "core/crypto/openssl_handles.hpp"
#include "core/crypto/signature.hpp"

namespace sanad {
namespace {

constexpr std::string_view first_line = "sanad-sealed-secret-v1";
constexpr std::size_t salt_size = 16;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t key_size = 32;
constexpr std::size_t tag_size = 16;
constexpr std::size_t longest_secret = 64 << 10;
constexpr std::size_t longest_purpose = 200;
constexpr std::size_t longest_file = 2 * (longest_secret + tag_size) + 1024;

constexpr std::uint64_t least_n = 1 << 10;
constexpr std::uint64_t most_memory = 1 << 30;
constexpr std::uint64_t most_steps = 32 * (std::uint64_t{1} << 17) * 8;

struct Sealed {
    std::string purpose;
    ScryptCost cost;
    std::string salt;
    std::string nonce;
    std::string ciphertext;  // with its tag
};

/// What stands before "sealed ", and is GCM's associated data.
std::string header_of(const Sealed& sealed) {
    return fmt::format("{}\nfor {}\nkdf scrypt {} {} {}\nsalt {}\ncipher aes-256-gcm\nnonce {}\n", first_line,
                       sealed.purpose, sealed.cost.n, sealed.cost.r, sealed.cost.p, hex(bytes_of(sealed.salt)),
                       hex(bytes_of(sealed.nonce)));
}

std::string text_of_sealed(const Sealed& sealed) {
    return fmt::format("{}sealed {}\n", header_of(sealed), hex(bytes_of(sealed.ciphertext)));
}

bool is_purpose(std::string_view text) {
    return !text.empty() && text.size() <= longest_purpose && text.front() != ' ' && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
}

Result<void> check_cost(const ScryptCost& cost) {
    const auto limit = [&](std::string_view what) {
        return failure(Fault::limit, fmt::format("scrypt with N={} r={} p={}: {}", cost.n, cost.r, cost.p, what));
    };
    if (!std::has_single_bit(cost.n))
        return failure(Fault::damaged, fmt::format("scrypt's N={} is no power of two", cost.n));
    if (cost.n < least_n) return limit("N is below 1024");
    if (cost.r < 1 || cost.p < 1) return failure(Fault::damaged, "scrypt's r and p begin at 1");
    // One after the other, so that no product overflows.
    if (cost.n > most_memory / 128 || cost.r > most_memory / 128 / cost.n) return limit("more than 1 GiB of memory");
    if (cost.p > most_steps / cost.n / cost.r) return limit("more than 32 times the usual work");
    return {};
}

/// The lines of the file, taken one after the other.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_{text} {}

    /// What stands behind `name` and a blank on the next line.
    Result<std::string_view> value(std::string_view name) {
        ++number_;
        const std::size_t end = rest_.find('\n');
        const std::string_view line = rest_.substr(0, end);
        if (end == std::string_view::npos || !line.starts_with(name) || line.size() <= name.size() ||
            line[name.size()] != ' ')
            return failure(Fault::damaged, fmt::format("no sealed secret: line {} has to be '{} …'", number_, name));
        rest_.remove_prefix(end + 1);
        return line.substr(name.size() + 1);
    }
    Result<std::string> bytes(std::string_view name) {
        const auto text = TRY(value(name));
        auto found = from_hex(text);
        if (!found)
            return failure(Fault::damaged, fmt::format("no sealed secret: line {} is not hexadecimal", number_));
        return std::move(*found);
    }
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
    int number_ = 1;  // the first line is looked at before
};

template <class Number>
std::optional<Number> number_before(std::string_view& text, std::string_view end) {
    Number number{};
    const auto [after, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(after - text.data()));
    if (!text.starts_with(end)) return std::nullopt;
    text.remove_prefix(end.size());
    return number;
}

Result<ScryptCost> scrypt_cost(std::string_view text) {
    static constexpr std::string_view algorithm = "scrypt ";
    if (!text.starts_with(algorithm))
        return failure(Fault::unsupported, "a sealed secret whose key is not made by scrypt");
    text.remove_prefix(algorithm.size());
    const auto n = number_before<std::uint64_t>(text, " ");
    const auto r = number_before<std::uint32_t>(text, " ");
    const auto p = number_before<std::uint32_t>(text, "");
    if (!n || !r || !p || !text.empty())
        return failure(Fault::damaged, "no sealed secret: 'kdf scrypt' takes three numbers");
    const ScryptCost cost{*n, *r, *p};
    TRY(check_cost(cost));
    return cost;
}

Result<Sealed> read_sealed(std::string_view text) {
    if (text.size() > longest_file) return failure(Fault::limit, "no sealed secret: the file is far too long");
    static constexpr std::string_view family = "sanad-sealed-secret-";
    const std::string_view first = text.substr(0, text.find('\n'));
    if (!first.starts_with(family))
        return failure(Fault::damaged, "no sealed secret: it has to begin with " + std::string{family});
    if (first != first_line || first.size() == text.size())
        return failure(Fault::unsupported, fmt::format("a sealed secret of another version than {}", first_line));
    Lines lines{text.substr(first.size() + 1)};
    Sealed sealed;
    sealed.purpose = TRY(lines.value("for"));
    if (!is_purpose(sealed.purpose))
        return failure(Fault::damaged, "no sealed secret: its purpose is not printable ASCII");
    sealed.cost = TRY(scrypt_cost(TRY(lines.value("kdf"))));
    sealed.salt = TRY(lines.bytes("salt"));
    if (TRY(lines.value("cipher")) != "aes-256-gcm")
        return failure(Fault::unsupported, "a sealed secret under another cipher than aes-256-gcm");
    sealed.nonce = TRY(lines.bytes("nonce"));
    sealed.ciphertext = TRY(lines.bytes("sealed"));
    if (sealed.salt.size() != salt_size || sealed.nonce.size() != nonce_size || sealed.ciphertext.size() < tag_size)
        return failure(Fault::damaged, "no sealed secret: salt, nonce or ciphertext has a wrong length");
    // Whatever else differs (capitals, leading zeros, something behind the end) is another text of the same content.
    if (!lines.at_end() || text_of_sealed(sealed) != text)
        return failure(Fault::damaged, "no sealed secret: not written as seal() writes it");
    return sealed;
}

/// AES-256's key, wiped when it goes.
struct Key {
    std::array<Byte, key_size> bytes{};
    Key() = default;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key() { wipe(bytes); }
};

Result<void> derive(Key& key, const Sealed& sealed, Bytes passphrase) {
    const ScryptCost& cost = sealed.cost;
    // OpenSSL counts V, B and a little more against its limit, of which 32 MiB are the default.
    const std::uint64_t memory = 128 * cost.r * (cost.n + cost.p + 2) + (1 << 20);
    if (EVP_PBE_scrypt(text_of(passphrase).data(), passphrase.size(), bytes_of(sealed.salt).data(), sealed.salt.size(),
                       cost.n, cost.r, cost.p, memory, key.bytes.data(), key.bytes.size()) != 1)
        return failure(Fault::system,
                       fmt::format("scrypt with N={} r={} p={}, which needs {} MiB of memory, failed: {}", cost.n,
                                   cost.r, cost.p, memory >> 20, openssl_reason()));
    return {};
}

enum class Direction { seal, unseal };

/// A cipher context that has been told key, nonce and associated data.
EvpCipherContext gcm(const Key& key, const Sealed& sealed, Direction direction) {
    auto context = owned<EvpCipherContext>(EVP_CIPHER_CTX_new());
    const std::string header = header_of(sealed);
    int size = 0;
    if (EVP_CipherInit_ex2(context.get(), EVP_aes_256_gcm(), key.bytes.data(), bytes_of(sealed.nonce).data(),
                           direction == Direction::seal ? 1 : 0, nullptr) != 1 ||
        EVP_CipherUpdate(context.get(), nullptr, &size, bytes_of(header).data(), static_cast<int>(header.size())) != 1)
        throw std::runtime_error{"OpenSSL refuses AES-256-GCM: " + openssl_reason()};
    return context;
}

unsigned char* writable(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

Result<std::string> seal(std::string_view purpose, Bytes secret, Bytes passphrase, const ScryptCost& cost) {
    if (!is_purpose(purpose) || secret.size() > longest_secret || !check_cost(cost))
        throw std::logic_error{"seal: a purpose, secret or cost that unseal() would not accept"};
    if (passphrase.empty()) return failure(Fault::refused, "an empty passphrase protects nothing");
    Sealed sealed{std::string{purpose}, cost, std::string(salt_size, '\0'), std::string(nonce_size, '\0'), {}};
    random_bytes({writable(sealed.salt), salt_size});
    random_bytes({writable(sealed.nonce), nonce_size});
    Key key;
    TRY(derive(key, sealed, passphrase));
    const auto context = gcm(key, sealed, Direction::seal);
    sealed.ciphertext.resize(secret.size() + tag_size);
    int size = 0;
    int rest = 0;
    if (EVP_CipherUpdate(context.get(), writable(sealed.ciphertext), &size, secret.data(),
                         static_cast<int>(secret.size())) != 1 ||
        EVP_CipherFinal_ex(context.get(), writable(sealed.ciphertext) + size, &rest) != 1 ||
        static_cast<std::size_t>(size) + static_cast<std::size_t>(rest) != secret.size() ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size,
                            writable(sealed.ciphertext) + secret.size()) != 1)
        throw std::runtime_error{"OpenSSL fails at AES-256-GCM: " + openssl_reason()};
    return text_of_sealed(sealed);
}

Result<Unsealed> unseal(std::string_view text, Bytes passphrase) {
    Sealed sealed = TRY(read_sealed(text));
    const ErrorsForgotten errors;
    Key key;
    TRY(derive(key, sealed, passphrase));
    const auto context = gcm(key, sealed, Direction::unseal);
    const std::size_t secret_size = sealed.ciphertext.size() - tag_size;
    std::string secret(secret_size, '\0');
    int size = 0;
    int rest = 0;
    const bool opened = EVP_CipherUpdate(context.get(), writable(secret), &size, bytes_of(sealed.ciphertext).data(),
                                         static_cast<int>(secret_size)) == 1 &&
                        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size,
                                            writable(sealed.ciphertext) + secret_size) == 1 &&
                        EVP_CipherFinal_ex(context.get(), writable(secret) + size, &rest) == 1;
    SecretText taken{std::move(secret)};
    if (!opened) return failure(Fault::refused, "the passphrase is wrong, or the file was changed since it was sealed");
    return Unsealed{std::move(sealed.purpose), std::move(taken)};
}

Result<std::string> sealed_purpose(std::string_view text) {
    return TRY(read_sealed(text)).purpose;
}

}  // namespace sanad
