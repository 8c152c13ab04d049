// Scoring one prompt with a model of the shape of Qwen3-0.6B and random weights: the logits of the candidates'
// letters at the last position, against LibTorch tensor by tensor, and against the matrix products alone (the floor).
// build/release/bin/bench_reading [TOKENS=1024] [LAYERS=28] [REPETITIONS=5]
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>

#include "benchmarks/plain_decoder.h"
#include "benchmarks/qwen3_shape.h"
#include "evaluation/rank_agreement.h"
#include "networks/qwen3_reading.h"
#include "tensors/onednn.h"
#include "tensors/runtime.h"

namespace {

using namespace wb;
using namespace wb::onednn;

/// Multiplications and additions of the matrices and of causal attention for one text.
double operations(const QwenConfig& c, double tokens) {
    const double q = static_cast<double>(c.heads * c.head_dim), kv = static_cast<double>(c.kv_heads * c.head_dim);
    const double h = static_cast<double>(c.hidden_size), wide = static_cast<double>(c.intermediate_size);
    return static_cast<double>(c.layers) * (2 * tokens * h * (2 * q + 2 * kv + 3 * wide) + 2 * tokens * tokens * q);
}

/// The products of all layers alone by oneDNN, each with weights of its own in the layout that it likes best, rows
/// divided over the threads, nothing converted.
class ProductsAlone {
  public:
    ProductsAlone(const QwenConfig& c, std::int64_t tokens, Precision precision)
        : rows_(tokens / at::get_num_threads()) {
        const bool whole = precision == Precision::int8, half = precision == Precision::bfloat16;
        const auto left = whole ? type::u8 : half ? type::bf16 : type::f32;
        const auto right = whole ? type::s8 : half ? type::bf16 : type::f32;
        const std::int64_t q = c.heads * c.head_dim, kv = c.kv_heads * c.head_dim, h = c.hidden_size;
        const std::pair<std::int64_t, std::int64_t> sizes[] = {
            {h, q + 2 * kv}, {q, h}, {h, 2 * c.intermediate_size}, {c.intermediate_size, h}};
        for (const auto& [in, out] : sizes) {
            products_.push_back(product({{rows_, in}, left, tag::ab}, {{in, out}, right, tag::any},
                                        {{rows_, out}, whole ? type::s32 : type::f32, tag::ab}, false));
            operations_ += 2.0 * static_cast<double>(c.layers * tokens * in * out);
        }
        for (std::int64_t layer = 0; layer < c.layers; ++layer)
            for (const auto& one : products_) {
                weights_.emplace_back(one.weights_desc(), cpu());
                fill(weights_.back());
            }
        for (int t = 0; t < at::get_num_threads(); ++t) {
            Thread& own = threads_.emplace_back();
            for (const auto& one : products_) {
                own.run.emplace_back(one);
                own.left.emplace_back(one.src_desc(), cpu());
                own.out.emplace_back(one.dst_desc(), cpu());
                fill(own.left.back());
            }
        }
    }
    /// Operations per second.
    double rate() {
        const auto once = [&] {
            at::parallel_for(0, std::ssize(threads_), 1, [&](std::int64_t from, std::int64_t to) {
                for (std::int64_t t = from; t < to; ++t)
                    for (std::size_t i = 0; i < weights_.size(); ++i) {
                        auto& own = threads_[static_cast<std::size_t>(t)];
                        const std::size_t kind = i % products_.size();
                        own.run[kind](own.left[kind], weights_[i], own.out[kind].get_data_handle());
                    }
            });
        };
        once();
        return operations_ / seconds_of(once);
    }

  private:
    /// Small numbers in every type: zeros would be multiplied with less power, and so faster.
    static void fill(const memory& m) {
        auto* bytes = static_cast<std::uint8_t*>(m.get_data_handle());
        for (std::size_t i = 0; i < m.get_desc().get_size(); ++i)
            bytes[i] = static_cast<std::uint8_t>(i % 4 == 3 || i % 2 == 1 ? 0x3c : i * 37);
    }
    struct Thread {
        std::vector<Product> run;
        std::vector<memory> left, out;
    };
    std::int64_t rows_;
    std::vector<Thread> threads_;
    std::vector<dnnl::matmul::primitive_desc> products_;
    std::vector<memory> weights_;
    double operations_ = 0;
};

struct Format {
    const char* name;
    WeightFormat format;
    Precision precision;
};
constexpr Format formats[] = {{"float32", WeightFormat::float32, Precision::float32},
                              {"bfloat16", WeightFormat::bfloat16, Precision::bfloat16},
                              {"int8", WeightFormat::int8, Precision::int8},
                              {"nf4", WeightFormat::nf4, Precision::float32}};

/// In a process of its own: the largest memory of loading and reading, beside that of the matrices.
int tell_memory(const Format& of, const std::filesystem::path& folder, std::int64_t tokens, std::int64_t layers) {
    const auto before = peak_mib();
    const auto weights = ModelTensors::open(folder);
    const Qwen3Reading reading(shape_of_qwen3(layers), weights, of.format);
    const auto texts = one_text(tokens);
    reading.logits(reading.hidden(texts, long_tensor({tokens - 1})), long_tensor({1, 2, 3}));
    const double mib = static_cast<double>(reading.weight_bytes()) / (1 << 20);
    std::printf("%-10s matrices %6.0f MiB, peak of the process %6.0f MiB (%.0f before anything was loaded)\n",
                of.name, mib, peak_mib(), before);
    return 0;
}

/// In a process of its own with nothing set, as LibTorch comes: the seconds of a pass in float32, all positions.
int tell_as_installed(const std::filesystem::path& folder, std::int64_t tokens, std::int64_t layers) {
    const at::NoGradGuard no_grad;
    const auto config = shape_of_qwen3(layers);
    const auto weights = ModelTensors::open(folder);
    const plain::Decoder decoder(config, Qwen3Network(config, weights).parameters(), at::kFloat);
    const auto texts = one_text(tokens);
    const auto pass = [&] { decoder.logits(texts.ids, false); };
    pass();
    const double seconds = median({seconds_of(pass), seconds_of(pass), seconds_of(pass)});
    const auto info = runtime_info();
    std::printf("%g %d %s\n", seconds, info.threads, info.blas_core.c_str());
    return 0;
}

/// The same three times, in turn with ours. Debian prefers the OpenBLAS that has threads of its own, which our
/// programs avoid. It chooses kernels by the processor; where the project began, shells set those for Haswell.
int tell_beside_installed(const std::string& program, const std::filesystem::path& folder, std::int64_t tokens,
                          std::int64_t layers) {
    const std::string blas = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3";
    if (!std::filesystem::exists(blas)) {
        std::printf("LibTorch as installed is not timed: libopenblas0-pthread is not there.\n");
        return 0;
    }
    const auto weights = ModelTensors::open(folder);
    const Qwen3Reading reading(shape_of_qwen3(layers), weights, WeightFormat::float32);
    const auto texts = one_text(tokens);
    const auto pass = [&] {
        reading.logits(reading.hidden(texts, long_tensor({tokens - 1})), long_tensor({1, 2, 3}));
    };
    pass();
    for (const char* kernels : {"", "OPENBLAS_CORETYPE=Haswell "}) {
        const auto command = std::string("env -u GLIBC_TUNABLES -u GOMP_SPINCOUNT ") + kernels +
                             "LD_PRELOAD=" + blas + " " + program + " installed " + folder.string() + " " +
                             std::to_string(tokens) + " " + std::to_string(layers);
        std::vector<double> theirs, own, ratios;
        char core[64] = "";
        int threads = 0;
        for (int i = 0; i < 3; ++i) {
            std::fflush(stdout);
            FILE* pipe = popen(command.c_str(), "r");
            double seconds = 0;
            if (!pipe || std::fscanf(pipe, "%lf %d %63s", &seconds, &threads, core) != 3 || pclose(pipe) != 0)
                return std::fprintf(stderr, "LibTorch as installed failed\n"), 1;
            theirs.push_back(seconds);
            own.push_back(median({seconds_of(pass), seconds_of(pass), seconds_of(pass)}));
            ratios.push_back(theirs.back() / own.back());
        }
        const auto rate = [&](const std::vector<double>& all) { return static_cast<double>(tokens) / median(all); };
        std::printf(
            "LibTorch as installed (%s kernels, %d threads of its own), float32, all positions: %.0f tokens/s; ours "
            "in float32 %.0f, %.2f times as many (%.2f - %.2f)\n",
            core, threads, rate(theirs), rate(own), median(ratios), *std::min_element(ratios.begin(), ratios.end()),
            *std::max_element(ratios.begin(), ratios.end()));
    }
    return 0;
}

/// One user's list in several orders: prompts of which the first half is alike, with that half once and every time.
void tell_orders(const Qwen3Reading& reading, std::int64_t tokens, std::int64_t vocabulary) {
    constexpr std::int64_t orders = 4;
    std::vector<std::vector<std::int32_t>> prompts(orders);
    for (std::int64_t order = 0; order < orders; ++order)
        for (std::int64_t i = 0; i < tokens; ++i)
            prompts[static_cast<std::size_t>(order)].push_back(
                static_cast<std::int32_t>((i * 7919 + (i < tokens / 2 ? 0 : order * 104729)) % vocabulary));
    const SharedBeginnings shared(prompts);
    const auto pieces = shared.pieces(prompts, 0, prompts.size());
    const auto whole = QwenTexts::of(prompts), once = QwenTexts::of(pieces);
    std::vector<std::int64_t> ends;
    for (const auto end : whole.ends) ends.push_back(end - 1);
    const auto all = [&] { return reading.hidden(whole, long_tensor(ends)); };
    const auto parts = [&] { return reading.hidden(once, long_tensor(pieces.last)); };
    const auto expected = all(), got = parts();
    std::vector<double> with, without;
    for (int i = 0; i < 3; ++i) {
        without.push_back(seconds_of([&] { all(); }));
        with.push_back(seconds_of([&] { parts(); }));
    }
    std::printf(
        "bfloat16, %ld prompts with the first half alike: %.2f s, that half read once %.2f s (%.2fx), distance "
        "%.1g\n\n",
        orders, median(without), median(with), median(without) / median(with),
        (at::norm(got - expected) / at::norm(expected)).item<double>());
}

/// How alike lists are ordered in few bits and in float32, of prompts of random tokens. With random weights the
/// logits of letters lie close together, so that a trained model's lists are more alike than these.
void tell_agreement(const std::map<std::string, std::unique_ptr<Qwen3Reading>>& readings, const at::Tensor& letters,
                    std::int64_t vocabulary) {
    constexpr std::int64_t prompts = 16, tokens = 256;
    std::map<std::string, std::vector<std::vector<float>>> logits;
    for (std::int64_t i = 0; i < prompts; ++i) {
        QwenTexts texts;
        texts.ids = at::randint(vocabulary, {tokens}, at::kLong);
        texts.ends = {tokens};
        for (const auto& [name, reading] : readings) {
            const auto z = reading->logits(reading->hidden(texts, long_tensor({tokens - 1})), letters).contiguous();
            logits[name].emplace_back(z.data_ptr<float>(), z.data_ptr<float>() + z.numel());
        }
    }
    for (const auto& [name, lists] : logits) {
        if (name == "float32") continue;
        const auto agreement = rank_agreement(logits["float32"], lists);
        std::printf(
            "%-10s the first of %ld letters is that of float32 in %.0f %% of %ld prompts, Kendall's tau %.3f\n",
            name.c_str(), letters.numel(), 100 * agreement.first, prompts, agreement.kendall_tau);
    }
    std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 5 && std::string(argv[1]) == "installed")
        return tell_as_installed(argv[2], std::atoll(argv[3]), std::atoll(argv[4]));
    if (argc == 6 && std::string(argv[1]) == "memory") {
        set_threads(0);
        for (const Format& one : formats)
            if (std::string(argv[2]) == one.name)
                return tell_memory(one, argv[3], std::atoll(argv[4]), std::atoll(argv[5]));
        return 1;
    }
    keep_freed_memory();
    restart_with_fast_settings(argv);
    set_threads(0);
    if (argc == 5 && std::string(argv[1]) == "beside-installed")
        return tell_beside_installed(argv[0], argv[2], std::atoll(argv[3]), std::atoll(argv[4]));
    const auto number = [&](int i, std::int64_t otherwise) { return argc > i ? std::atoll(argv[i]) : otherwise; };
    const std::int64_t tokens = number(1, 1024), repetitions = number(3, 5);
    const auto config = shape_of_qwen3(number(2, 28));
    const auto info = runtime_info();
    std::printf("LibTorch %s, %s %s, %d threads, %s; %ld tokens, %ld layers\n", info.libtorch.c_str(),
                info.blas.c_str(), info.blas_core.c_str(), info.threads, info.isa.c_str(), tokens, config.layers);
    const auto folder = std::filesystem::temp_directory_path() / "wb_bench_reading";
    std::filesystem::create_directories(folder);
    at::manual_seed(1);
    const at::NoGradGuard no_grad;
    const auto texts = one_text(tokens);
    const auto& ids = texts.ids;
    const auto letters = at::randint(config.vocab_size, {20}, at::kLong);
    std::map<std::string, std::function<at::Tensor()>> ways;
    std::vector<std::unique_ptr<plain::Decoder>> plain;
    write_random_weights(config, folder);
    const auto weights = ModelTensors::open(folder);
    {
        const Qwen3Network network(config, weights);
        for (const auto type : {at::kFloat, at::kBFloat16})
            plain.push_back(std::make_unique<plain::Decoder>(config, network.parameters(), type));
    }
    const auto at_letters = [&](const at::Tensor& logits) {
        return at::index_select(logits.slice(0, logits.size(0) - 1), 1, letters).to(at::kFloat);
    };
    ways["plain float32, all positions"] = [&] { return at_letters(plain[0]->logits(ids, false)); };
    ways["plain float32, last position"] = [&] { return at_letters(plain[0]->logits(ids, true)); };
    ways["plain bfloat16, all positions"] = [&] { return at_letters(plain[1]->logits(ids, false)); };
    ways["plain bfloat16, last position"] = [&] { return at_letters(plain[1]->logits(ids, true)); };
    const auto last = long_tensor({tokens - 1});
    std::map<std::string, std::unique_ptr<Qwen3Reading>> readings;
    std::map<std::string, std::unique_ptr<ProductsAlone>> alone;
    std::map<std::string, std::vector<double>> rates;
    for (const auto& [name, format, precision] : formats) {
        if (!can_multiply(precision)) continue;
        readings[name] = std::make_unique<Qwen3Reading>(config, weights, format);
        if (format != WeightFormat::nf4) alone[name] = std::make_unique<ProductsAlone>(config, tokens, precision);
        ways[std::string("ours ") + name] = [&, reading = readings[name].get()] {
            return reading->logits(reading->hidden(texts, last), letters);
        };
    }
    const auto expected = ways["plain float32, last position"]();
    for (const auto& [name, run] : ways) {
        const auto distance = (at::norm(run() - expected) / at::norm(expected)).item<double>();
        const double most = name.find("float32") != std::string::npos ? 1e-4 : 0.8;
        std::printf("%-34s distance of the letters' logits %.2g\n", name.c_str(), distance);
        if (!(distance < most)) return std::fprintf(stderr, "The results differ.\n"), 1;
    }
    std::map<std::string, std::vector<double>> times;
    for (std::int64_t i = 0; i < repetitions; ++i) {
        for (const auto& [name, run] : ways) times[name].push_back(seconds_of([&, &way = run] { way(); }));
        for (const auto& [name, products] : alone) rates[name].push_back(products->rate());
    }
    const auto seconds = [&](const std::string& name) { return median(times[name]); };
    const double base = seconds("plain float32, all positions");
    std::printf("\n%-34s %10s %10s %28s\n", "", "seconds", "tokens/s", "against plain float32");
    for (const auto& [name, all] : times)
        std::printf("%-34s %10.3f %10.0f %27.1fx\n", name.c_str(), seconds(name),
                    static_cast<double>(tokens) / seconds(name), base / seconds(name));
    std::printf("\n%-10s %22s %22s\n", "", "products alone, GF/s", "share reached");
    for (const auto& [name, all] : rates) {
        const double rate = median(all);
        std::printf("%-10s %22.0f %21.0f%%\n", name.c_str(), rate / 1e9,
                    100 * operations(config, static_cast<double>(tokens)) / seconds("ours " + name) / rate);
    }
    std::printf("\n");
    tell_agreement(readings, letters, config.vocab_size);
    if (readings.count("bfloat16")) tell_orders(*readings["bfloat16"], tokens, config.vocab_size);
    std::fflush(stdout);
    for (const Format& one : formats)
        if (can_multiply(one.precision)) {
            const auto command = std::string(argv[0]) + " memory " + one.name + " " + folder.string() + " " +
                                 std::to_string(tokens) + " " + std::to_string(config.layers);
            if (std::system(command.c_str()) != 0) return 1;
        }
    const auto command = std::string(argv[0]) + " beside-installed " + folder.string() + " " +
                         std::to_string(tokens) + " " + std::to_string(config.layers);
    if (std::system(command.c_str()) != 0) return 1;
    std::filesystem::remove_all(folder);
}
