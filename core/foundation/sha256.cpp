// SHA-256 of bytes that arrive in pieces. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "foundation/hex_digits.h"

namespace wb {

struct Sha256::Context {
    Context() : evp(EVP_MD_CTX_new()) {
        if (!evp || EVP_DigestInit_ex(evp, EVP_sha256(), nullptr) != 1) {
            EVP_MD_CTX_free(evp);
            throw std::runtime_error("SHA-256 is not available in the OpenSSL library");
        }
    }
    ~Context() { EVP_MD_CTX_free(evp); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    EVP_MD_CTX* evp;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
    if (!bytes.empty() && EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()) != 1)
        throw std::runtime_error("SHA-256 failed");
}

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(context_->evp, digest.data(), &length) != 1) throw std::runtime_error("SHA-256 failed");
    return hex_digits(std::span(digest).first(length));
}

}  // namespace wb
