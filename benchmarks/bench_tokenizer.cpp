// Tokens per second of the tokenizer of Qwen on one thread.
//   build/release/bin/bench_tokenizer TOKENIZER_FOLDER FILE...     (a text in every line)
// To compare with Hugging Face's: tokenizers.Tokenizer.from_file(...).encode(line) over the same lines, in the same
// minute. SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "foundation/error.h"
#include "foundation/files.h"
#include "text/tokenizer_files.h"

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<std::string> lines_of(const std::string& bytes) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto end = std::min(bytes.find('\n', at), bytes.size());
        lines.push_back(bytes.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

void measure(const wb::Tokenizer& tokenizer, const std::string& path) {
    const auto lines = lines_of(wb::read_file(path));
    std::size_t bytes = 0, tokens = 0;
    for (const auto& line : lines) bytes += line.size();
    for (const auto& line : lines) tokens += tokenizer.encode(line).size();
    std::vector<double> seconds;
    for (int round = 0; round < 7; ++round) {
        const auto start = Clock::now();
        for (const auto& line : lines) tokenizer.encode(line);
        seconds.push_back(since(start));
    }
    std::sort(seconds.begin(), seconds.end());
    const double median = seconds[seconds.size() / 2];
    std::printf("%s: %zu lines, %zu bytes, %zu tokens; %.2f million tokens/s, %.1f MB/s (median of 7, %.2f - %.2f)\n",
                path.c_str(), lines.size(), bytes, tokens, static_cast<double>(tokens) / median / 1e6,
                static_cast<double>(bytes) / median / 1e6, static_cast<double>(tokens) / seconds.back() / 1e6,
                static_cast<double>(tokens) / seconds.front() / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: bench_tokenizer TOKENIZER_FOLDER FILE...\n");
        return 2;
    }
    try {
        const auto start = Clock::now();
        const auto tokenizer = wb::load_tokenizer(argv[1]);
        std::printf("loaded in %.2f s\n", since(start));
        for (int i = 2; i < argc; ++i) measure(tokenizer, argv[i]);
    } catch (const wb::UserError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
