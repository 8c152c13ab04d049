// Reading the pictures of a prepared dataset. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/picture_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "dataset/pictures/codecs.h"
#include "dataset/pictures/jpeg_pixels.h"
#include "dataset/pictures/picture_cache_file.h"
#include "foundation/error.h"

namespace wb {

namespace {

[[noreturn]] void cannot_read(const std::filesystem::path& path, int error) {
    throw UserError("The picture cache \"" + path.string() + "\" cannot be read.",
                    std::string("The system says: ") + std::strerror(error) + ".",
                    "Check who may read it, or make it again: rerank prepare with --use-image.");
}

/// A whole file, mapped. The file is only ever replaced by renaming, so its bytes stay.
class Mapping {
  public:
    Mapping() = default;
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() {
        if (start_) ::munmap(start_, size_);
    }
    /// False when there is no such file.
    bool map(const std::filesystem::path& path) {
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return false;
        if (fd < 0) cannot_read(path, errno);
        struct stat status {};
        int error = ::fstat(fd, &status) == 0 ? 0 : errno;
        if (error == 0 && !S_ISREG(status.st_mode)) error = EISDIR;
        if (error == 0 && status.st_size > 0) {
            size_ = static_cast<std::size_t>(status.st_size);
            void* start = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd, 0);
            if (start == MAP_FAILED)
                error = errno;
            else
                start_ = start;
        }
        ::close(fd);
        if (error != 0) cannot_read(path, error);
        return true;
    }
    std::string_view bytes() const { return {static_cast<const char*>(start_), start_ ? size_ : 0}; }

  private:
    void* start_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace

struct PictureCache::Impl {
    std::filesystem::path path;
    Mapping mapping;
    PictureIndex index;
    std::size_t count = 0;
    const PictureRecord& record(ItemId item) const {
        static const PictureRecord none;
        if (item < 1 || static_cast<std::size_t>(item) >= index.records.size()) return none;
        return index.records[static_cast<std::size_t>(item)];
    }
};

std::optional<PictureCache> PictureCache::open(const std::filesystem::path& prepared_folder) {
    const auto impl = std::make_shared<Impl>();
    impl->path = prepared_folder / picture_cache_name;
    if (!impl->mapping.map(impl->path)) return std::nullopt;
    impl->index = read_picture_index(impl->mapping.bytes(), impl->path);
    impl->count =
        static_cast<std::size_t>(std::count_if(impl->index.records.begin(), impl->index.records.end(),
                                               [](const PictureRecord& record) { return record.length > 0; }));
    PictureCache cache;
    cache.impl_ = impl;
    return cache;
}

std::optional<PictureCache> PictureCache::open(const Dataset& dataset) {
    auto cache = open(dataset.folder);
    if (cache && (cache->fingerprint() != dataset.fingerprint || cache->item_count() != dataset.item_count()))
        return std::nullopt;
    return cache;
}

int PictureCache::side() const {
    return impl_->index.side;
}
ItemId PictureCache::item_count() const {
    return static_cast<ItemId>(impl_->index.records.size()) - 1;
}
std::size_t PictureCache::count() const {
    return impl_->count;
}
const std::string& PictureCache::fingerprint() const {
    return impl_->index.fingerprint;
}
std::uint64_t PictureCache::file_bytes() const {
    return impl_->mapping.bytes().size();
}
bool PictureCache::has(ItemId item) const {
    return impl_->record(item).length > 0;
}
PictureOutcome PictureCache::outcome(ItemId item) const {
    return impl_->record(item).outcome;
}

std::optional<PictureBytes> PictureCache::encoded(ItemId item) const {
    const auto& record = impl_->record(item);
    if (record.length == 0) return std::nullopt;
    const auto bytes = impl_->mapping.bytes().substr(record.offset, record.length);
    if (picture_crc(bytes) != record.crc)
        throw UserError("The picture cache \"" + impl_->path.string() + "\" is damaged.",
                        "The picture of item " + std::to_string(item) + " is not the one that was written.",
                        "Make it again: rerank prepare with --use-image.");
    return PictureBytes{bytes, record.width, record.height};
}

cv::Mat PictureCache::decoded(ItemId item) const {
    const auto picture = encoded(item);
    if (!picture) return {};
    const bool jpeg = picture->bytes.starts_with("\xff\xd8");
    cv::Mat image = jpeg ? decode_jpeg(picture->bytes, 1) : decode_picture(picture->bytes, cv::IMREAD_COLOR);
    if (image.cols != picture->width || image.rows != picture->height)
        throw UserError("The picture cache \"" + impl_->path.string() + "\" is damaged.",
                        "The picture of item " + std::to_string(item) + " cannot be decoded.",
                        "Make it again: rerank prepare with --use-image.");
    return image;
}

const PictureRecord& PictureCacheRecords::of(const PictureCache& cache, ItemId item) {
    return cache.impl_->record(item);
}

}  // namespace wb
