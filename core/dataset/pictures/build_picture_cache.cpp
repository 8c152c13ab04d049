// Decodes all pictures of a dataset into pictures.bin. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/build_picture_cache.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "dataset/pictures/picture_cache_file.h"
#include "dataset/pictures/picture_source.h"
#include "foundation/parallel.h"

namespace wb {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Keeps the memory of all decoders together below a bound. A picture that needs more than all of it goes alone.
class MemoryGate {
  public:
    explicit MemoryGate(std::uint64_t bytes) : free_(static_cast<std::int64_t>(bytes)), all_(free_) {}
    class Pass {
      public:
        Pass(MemoryGate& gate, std::uint64_t bytes, const StopToken& stop)
            : gate_(gate), bytes_(std::min(static_cast<std::int64_t>(bytes), gate.all_)) {
            std::unique_lock lock(gate_.mutex_);
            while (gate_.free_ < bytes_) {
                stop.check();
                gate_.changed_.wait_for(lock, 50ms);
            }
            gate_.free_ -= bytes_;
        }
        ~Pass() {
            const std::lock_guard lock(gate_.mutex_);
            gate_.free_ += bytes_;
            gate_.changed_.notify_all();
        }
        Pass(const Pass&) = delete;
        Pass& operator=(const Pass&) = delete;

      private:
        MemoryGate& gate_;
        std::int64_t bytes_;
    };

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::int64_t free_, all_;
};

struct Made {
    FittedPicture picture;
    PictureRecord record;
    bool reused = false;
};

class Builder {
  public:
    Builder(const Dataset& dataset, const fs::path& folder, const PictureBuildOptions& options, const StopToken& stop)
        : dataset_(dataset), folder_(folder), options_(options), stop_(stop), gate_(options.decode_memory) {
        try {
            auto cache = PictureCache::open(folder);
            if (cache && cache->side() == options.limits.side && cache->item_count() == dataset.item_count() &&
                cache->fingerprint() == dataset.fingerprint)
                old_ = std::move(cache);
        } catch (const UserError&) {
            old_.reset();  // damaged: it is made anew
        }
    }

    Made make(ItemId item) {
        const std::string& image = dataset_.items[static_cast<std::size_t>(item)].image;
        Made made;
        if (image.empty()) {
            made.picture.outcome = PictureOutcome::none;
            return made;
        }
        const fs::path file = fs::path(image).is_absolute() ? fs::path(image) : folder_ / image;
        made.record.source_name = picture_source_name(image);
        if (take_old(item, file, made)) return made;
        auto source = read_picture_source(file, options_.limits.file_bytes);
        made.record.source_size = source.size;
        made.record.source_time = source.time;
        if (source.outcome != PictureOutcome::ok) {
            made.picture.outcome = source.outcome;
            made.picture.why = source.why;
            return made;
        }
        const auto header = read_picture_header(source.bytes);
        made.picture = judge_picture(header, source.size, options_.limits);
        if (made.picture.outcome != PictureOutcome::ok) return made;
        const MemoryGate::Pass pass(gate_, decode_memory(header, options_.limits), stop_);
        try {
            made.picture = fit_picture(source.bytes, header, options_.limits);
        } catch (const std::bad_alloc&) {
            made.picture.outcome = PictureOutcome::too_large;
            made.picture.why = "There is not enough memory to decode it.";
        }
        return made;
    }

    const std::optional<PictureCache>& old() const { return old_; }

  private:
    bool take_old(ItemId item, const fs::path& file, Made& made) {
        if (!old_ || !old_->has(item)) return false;
        const PictureRecord& record = PictureCacheRecords::of(*old_, item);
        const auto now = stat_picture_source(file);
        made.record.source_size = now.size;
        made.record.source_time = now.time;
        if (now.outcome != PictureOutcome::ok || !made.record.same_source(record)) return false;
        try {
            made.picture.bytes = std::string(old_->encoded(item)->bytes);
        } catch (const UserError&) {
            return false;
        }
        made.picture.outcome = record.outcome;
        made.picture.traits = record.traits;
        made.picture.width = record.width;
        made.picture.height = record.height;
        made.reused = true;
        return true;
    }

    const Dataset& dataset_;
    const fs::path& folder_;
    const PictureBuildOptions& options_;
    const StopToken& stop_;
    MemoryGate gate_;
    std::optional<PictureCache> old_;
};

bool same_failure(const std::optional<PictureCache>& old, ItemId item, const Made& made) {
    if (!old || made.picture.outcome == PictureOutcome::ok) return false;
    const auto& record = PictureCacheRecords::of(*old, item);
    return record.outcome == made.picture.outcome && record.same_source(made.record);
}

}  // namespace

PictureReport build_picture_cache(const Dataset& dataset, const fs::path& folder, const PictureBuildOptions& options,
                                  const StopToken& stop, const PictureProgress& progress) {
    const auto begin = std::chrono::steady_clock::now();
    Builder builder(dataset, folder, options, stop);
    PictureReport report;
    report.items = dataset.item_count();
    const fs::path path = folder / picture_cache_name;
    PictureCacheWriter writer(path);
    bool unchanged = builder.old().has_value();
    const auto total = static_cast<double>(report.items);
    constexpr std::int64_t block = 512;  // bounds the memory of what waits to be written in order
    std::vector<Made> made;
    for (std::int64_t first = 1; first <= report.items; first += block) {
        made.assign(static_cast<std::size_t>(std::min(block, report.items + 1 - first)), {});
        const auto work = [&](std::size_t i) {
            stop.check();
            made[i] = builder.make(static_cast<ItemId>(first + static_cast<std::int64_t>(i)));
        };
        parallel_blocks(made.size(), options.threads, work, [&](std::size_t done) {
            if (progress) progress(static_cast<double>(first - 1 + static_cast<std::int64_t>(done)) / total);
            stop.check();
        });
        for (std::size_t i = 0; i < made.size(); ++i) {
            const auto item = static_cast<ItemId>(first + static_cast<std::int64_t>(i));
            auto& [picture, record, reused] = made[i];
            const bool good = picture.outcome == PictureOutcome::ok;
            if (!good) picture.bytes.clear();
            record.outcome = picture.outcome;
            record.traits = static_cast<std::uint16_t>(good ? picture.traits : 0);
            record.width = static_cast<std::uint16_t>(picture.width);
            record.height = static_cast<std::uint16_t>(picture.height);
            report.add(picture.outcome, record.traits);
            const Item& named = dataset.items[static_cast<std::size_t>(item)];
            if (!good && picture.outcome != PictureOutcome::none)
                report.add_example({picture.outcome, named.raw_id, named.image, picture.why});
            report.decoded_now += good && !reused;
            unchanged = unchanged && (reused || same_failure(builder.old(), item, made[i]));
            writer.add(record, picture.bytes);
        }
    }
    stop.check();
    report.bytes = unchanged ? builder.old()->file_bytes() : writer.commit(options.limits.side, dataset.fingerprint);
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return report;
}

bool picture_cache_fits(const Dataset& dataset, const fs::path& folder) {
    std::optional<PictureCache> cache;
    try {
        cache = PictureCache::open(folder);
    } catch (const UserError&) {
        return false;
    }
    if (!cache || cache->fingerprint() != dataset.fingerprint || cache->item_count() != dataset.item_count())
        return false;
    for (ItemId item = 1; item <= dataset.item_count(); ++item) {
        const auto& image = dataset.items[static_cast<std::size_t>(item)].image;
        const auto& record = PictureCacheRecords::of(*cache, item);
        if (record.source_name != (image.empty() ? 0 : picture_source_name(image))) return false;
    }
    return true;
}

}  // namespace wb
