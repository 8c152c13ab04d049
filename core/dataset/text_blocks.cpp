// The bytes of a file, plain or gzip, unpacked in bounded memory beside their reader. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/text_blocks.h"

#include <zlib.h>

#include <algorithm>
#include <new>

#include "foundation/error.h"

namespace wb {

namespace {

constexpr std::size_t k_blocks = 4, k_block_bytes = std::size_t{1} << 20;

class Inflater {
  public:
    Inflater() {
        if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw std::bad_alloc();
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    z_stream& stream() { return stream_; }

  private:
    z_stream stream_{};
};

}  // namespace

TextBlocks::TextBlocks(const std::filesystem::path& path)
    : path_(path), file_(path), pieces_(k_blocks, k_block_bytes), blocks_(k_blocks, k_block_bytes) {
    Block first;
    pieces_.spare(first);
    if (read_piece(first)) {
        packed_ = first.size > 2 && first.bytes[0] == '\x1f' && first.bytes[1] == '\x8b';
        pieces_.put(std::move(first));
    }
    reader_ = std::thread([this] { read_file(); });
    if (packed_) inflater_ = std::thread([this] { inflate_file(); });
}

TextBlocks::~TextBlocks() {
    pieces_.cancel();
    blocks_.cancel();
    if (inflater_.joinable()) inflater_.join();
    reader_.join();
}

bool TextBlocks::next(Block& block) {
    return (packed_ ? blocks_ : pieces_).take(block);
}

std::string TextBlocks::digest() {
    if (!digest_) digest_ = digest_made_.get_future().get();
    return *digest_;
}

/// False at the end of the file.
bool TextBlocks::read_piece(Block& piece) {
    while (piece.size < pieces_.capacity()) {
        const auto got = file_.read(piece.bytes.get() + piece.size, pieces_.capacity() - piece.size);
        if (got == 0) break;
        piece.size += got;
    }
    piece.file_begin = read_;
    read_ += piece.size;
    piece.file_end = read_;
    hash_.add(piece.text());
    return piece.size > 0;
}

void TextBlocks::read_file() {
    try {
        Block piece;
        while (pieces_.spare(piece) && read_piece(piece)) pieces_.put(std::move(piece));
        digest_made_.set_value(hash_.hex());
        pieces_.finish();
    } catch (...) {
        pieces_.finish(std::current_exception());
    }
}

void TextBlocks::inflate_file() {
    try {
        inflate_members();
        blocks_.finish();
    } catch (...) {
        blocks_.finish(std::current_exception());
    }
}

void TextBlocks::inflate_members() {
    const auto damaged = [this](const char* why) {
        return UserError("The gzip file \"" + path_.string() + "\" is damaged.",
                         std::string(why) + " Interactions would be missing.", "Download or copy it again.");
    };
    Inflater inflater;
    z_stream& stream = inflater.stream();
    Block piece, out;
    bool between = false;  // a member ended and none has begun
    bool padding = false;  // zeros behind the last member, as tapes leave them
    bool pending = false;  // zlib holds output that did not fit
    if (!blocks_.spare(out)) return;
    for (;;) {
        if (stream.avail_in == 0 && !pending) {
            if (!pieces_.take(piece)) break;
            stream.next_in = reinterpret_cast<Bytef*>(piece.bytes.get());
            stream.avail_in = static_cast<uInt>(piece.size);
        }
        if (between && stream.avail_in > 0) {
            if (*stream.next_in == 0) {
                padding = true;
                ++stream.next_in, --stream.avail_in;
                continue;
            }
            if (padding || inflateReset(&stream) != Z_OK) throw damaged("Something follows behind its end.");
            between = false;
        }
        if (out.size == 0) out.file_begin = piece.file_end - stream.avail_in;
        stream.next_out = reinterpret_cast<Bytef*>(out.bytes.get() + out.size);
        stream.avail_out = static_cast<uInt>(blocks_.capacity() - out.size);
        const int code = inflate(&stream, Z_NO_FLUSH);
        out.size = blocks_.capacity() - stream.avail_out;
        out.file_end = piece.file_end - stream.avail_in;
        pending = stream.avail_out == 0 && code == Z_OK;
        between = code == Z_STREAM_END;
        const bool wrong = code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR;
        if (stream.avail_out == 0 || wrong) {
            if (out.size > 0) blocks_.put(std::move(out));
            if (wrong) throw damaged("A part of it does not fit its checksum or cannot be unpacked.");
            if (!blocks_.spare(out)) return;
        }
    }
    if (out.size > 0) blocks_.put(std::move(out));
    if (!between) throw damaged("It ends in the middle.");
}

}  // namespace wb
