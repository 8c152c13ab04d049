// Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/git_blob.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "foundation/hex_digits.h"

namespace wb {

std::string git_blob_id(std::string_view content) {
    std::string bytes = "blob " + std::to_string(content.size()) + '\0';
    bytes += content;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha1(), nullptr) != 1)
        throw std::runtime_error("SHA-1 is not available in the OpenSSL library");
    return hex_digits(std::span(digest).first(length));
}

}  // namespace wb
