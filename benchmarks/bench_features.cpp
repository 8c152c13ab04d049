// How long features of real posters and titles take: decoding and histograms, words and singular values.
// Processor time stands beside the time on the clock, since another process may hold the machine.
// Usage: bench_features FOLDER..., each with pictures; with none, $WB_SHARED_DATA/data/*-posters.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "dataset/features/feature_extractor.h"
#include "foundation/parallel.h"
#include "foundation/random.h"

namespace {

namespace fs = std::filesystem;

void measure(const wb::FeatureExtractor& extractor, const wb::Dataset& dataset, int threads) {
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    const auto features = extractor.extract(dataset, threads, {}, {});
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("  %-17s %d thread%s  %7.2f s  %7.2f s of processors  %lld of %d items, %lld numbers each\n",
                extractor.id().c_str(), threads, threads == 1 ? " " : "s", seconds,
                static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC,
                static_cast<long long>(features.count_present()), dataset.item_count(),
                static_cast<long long>(extractor.dim()));
}

wb::Dataset pictures_in(const std::vector<fs::path>& folders) {
    std::vector<std::string> files;
    for (const auto& folder : folders)
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".jpg" || entry.path().extension() == ".png")
                files.push_back(fs::absolute(entry.path()).string());
    std::sort(files.begin(), files.end());
    wb::Dataset dataset;
    dataset.items.resize(1);
    for (const auto& file : files) {
        dataset.items.emplace_back();
        dataset.items.back().raw_id = file;
        dataset.items.back().image = file;
    }
    return dataset;
}

/// Texts of 30 words, frequent and rare ones as in a language (Zipf's law).
wb::Dataset made_up_texts(int items) {
    wb::Rng rng(1, "bench texts");
    wb::Dataset dataset;
    dataset.items.resize(static_cast<std::size_t>(items) + 1);
    for (std::size_t i = 1; i < dataset.items.size(); ++i)
        for (int w = 0; w < 30; ++w)
            dataset.items[i].text +=
                "w" + std::to_string(static_cast<int>(60000.0 / (1 + 59999 * rng.uniform()))) + " ";
    return dataset;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<fs::path> folders(argv + 1, argv + argc);
    const char* shared = std::getenv("WB_SHARED_DATA");
    if (folders.empty() && shared && *shared)
        for (const char* name : {"ml-100k-posters", "ml-latest-small-posters"})
            folders.push_back(fs::path(shared) / "data" / name);
    const int all = wb::usable_threads();
    const auto& plain = wb::plain_extractors();
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    if (folders.empty()) {
        std::printf("No pictures: name folders, or set WB_SHARED_DATA.\n");
    } else {
        const auto pictures = pictures_in(folders);
        std::printf("Pictures: %d\n", pictures.item_count());
        for (const int threads : {1, all}) measure(plain.get("opencv-histogram"), pictures, threads);
    }
    const auto texts = made_up_texts(12000);
    std::printf("Texts: %d of 30 words, made up\n", texts.item_count());
    for (const int threads : {1, all}) measure(plain.get("tfidf-svd"), texts, threads);
    return 0;
}
