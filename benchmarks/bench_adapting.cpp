// One training step of adapters (rank 8, attention) on one prompt with a model of the shape of Qwen3-0.6B and random
// weights: the loss of the answer behind the prompt and all gradients, against LibTorch tensor by tensor in bfloat16
// with logits at all positions. Each way has a process of its own, so that its peak of memory is its own; the two
// take turns. build/release/bin/bench_adapting [TOKENS=1024] [LAYERS=28] [REPETITIONS=3] SPDX-License-Identifier:
// GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "benchmarks/plain_decoder.h"
#include "benchmarks/qwen3_shape.h"
#include "tensors/runtime.h"

namespace {

using namespace wb;

struct Way {
    const char* name;
    WeightFormat format;
    bool plain = false, recompute = false;
};
constexpr Way ways[] = {{"plain-bfloat16", WeightFormat::bfloat16, true},
                        {"bfloat16", WeightFormat::bfloat16},
                        {"bfloat16-checkpointing", WeightFormat::bfloat16, false, true},
                        {"int8", WeightFormat::int8},
                        {"nf4-checkpointing", WeightFormat::nf4, false, true}};

/// Prints the seconds of a step behind the first, the peak of memory in MiB, the loss and the length of the gradient.
int run(const Way& way, const std::filesystem::path& folder, std::int64_t tokens, std::int64_t layers) {
    const auto config = shape_of_qwen3(layers);
    const auto weights = ModelTensors::open(folder);
    const auto texts = one_text(tokens);
    const auto labels = long_tensor({17, 4});
    LoraAdapter adapter(LoraSettings{}, config, Rng(1, "adapter"));
    for (const auto& p : adapter.parameters()) {
        const at::NoGradGuard no_grad;
        p.value.copy_(at::randn(p.value.sizes()) * 0.02);
    }
    std::unique_ptr<Qwen3Network> network;
    std::unique_ptr<plain::Decoder> decoder;
    if (way.plain)
        decoder = std::make_unique<plain::Decoder>(config, Qwen3Network(config, weights).parameters(), at::kBFloat16);
    else
        network = std::make_unique<Qwen3Network>(config, weights, way.format);
    QwenPass pass;
    pass.adapter = &adapter;
    pass.recompute = way.recompute;
    pass.rows = long_tensor({tokens - 2, tokens - 1});
    double loss = 0;
    const auto step = [&] {
        for (const auto& p : adapter.parameters()) p.value.mutable_grad().reset();
        at::Tensor of_answer;
        if (way.plain) {
            auto targets = at::full({tokens}, -100, at::kLong);
            targets.slice(0, tokens - 2).copy_(labels);
            of_answer = label_loss(decoder->logits(texts.ids, false, &adapter).to(at::kFloat), targets);
        } else {
            of_answer = label_loss(network->logits(network->hidden(texts, pass)), labels);
        }
        loss = of_answer.item<double>();
        torch::autograd::backward({of_answer}, {});
    };
    step();
    const double seconds = median({seconds_of(step), seconds_of(step), seconds_of(step)});
    double length = 0;
    for (const auto& p : adapter.parameters()) length += at::sum(at::square(p.value.grad())).item<double>();
    std::printf("%g %g %g %g\n", seconds, peak_mib(), loss, std::sqrt(length));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int i, std::int64_t otherwise) { return argc > i ? std::atoll(argv[i]) : otherwise; };
    if (argc == 6 && std::string(argv[1]) == "step") {
        restart_with_fast_settings(argv);
        keep_freed_memory();
        set_threads(0);
        for (const Way& way : ways)
            if (std::string(argv[2]) == way.name) return run(way, argv[3], number(4, 0), number(5, 0));
        return 1;
    }
    const std::int64_t tokens = number(1, 1024), layers = number(2, 28), repetitions = number(3, 3);
    set_threads(0);
    const auto info = runtime_info();
    std::printf("LibTorch %s, %s %s, %d threads, %s; %ld tokens, %ld layers\n", info.libtorch.c_str(),
                info.blas.c_str(), info.blas_core.c_str(), info.threads, info.isa.c_str(), tokens, layers);
    const auto folder = std::filesystem::temp_directory_path() / ("wb_bench_adapting_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    at::manual_seed(1);
    write_random_weights(shape_of_qwen3(layers), folder);
    sync();  // else it would go to the disk beside the first steps
    std::map<std::string, std::vector<double>> seconds, memory;
    std::map<std::string, std::pair<double, double>> results;
    for (std::int64_t i = 0; i < repetitions; ++i)
        for (const Way& way : ways) {
            const auto command = std::string(argv[0]) + " step " + way.name + " " + folder.string() + " " +
                                 std::to_string(tokens) + " " + std::to_string(layers);
            std::fflush(stdout);
            FILE* pipe = popen(command.c_str(), "r");
            double s = 0, mib = 0, loss = 0, length = 0;
            if (!pipe || std::fscanf(pipe, "%lf %lf %lf %lf", &s, &mib, &loss, &length) != 4 || pclose(pipe) != 0)
                return std::fprintf(stderr, "%s failed\n", way.name), 1;
            seconds[way.name].push_back(s);
            memory[way.name].push_back(mib);
            results[way.name] = {loss, length};
        }
    std::filesystem::remove_all(folder);
    const auto& plain = results[ways[0].name];
    for (const auto& [name, all] : seconds) {
        const auto& [loss, length] = results[name];
        std::printf(
            "%-24s %7.2f s   %5.2fx   peak of the process %6.0f MiB   loss %.4f   length of the gradient %.4g\n",
            name.c_str(), median(all), median(seconds[ways[0].name]) / median(all), median(memory[name]), loss,
            length);
        if (std::abs(loss - plain.first) > 0.1 * plain.first) return std::fprintf(stderr, "The losses differ.\n"), 1;
    }
    return 0;
}
