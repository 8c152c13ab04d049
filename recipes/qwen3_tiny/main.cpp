// train-qwen3-tiny FOLDER [--seed S] [--threads T] [--preferences UPDATES]: makes the built-in small language model.
// Ended in the middle and started again, it goes on where it was.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "foundation/files.h"
#include "recipes/qwen3_tiny/byte_pair_trainer.h"
#include "recipes/qwen3_tiny/curriculum.h"
#include "recipes/qwen3_tiny/made_worlds.h"
#include "recipes/qwen3_tiny/model_folder.h"
#include "tensors/runtime.h"

namespace {

using namespace wb;

constexpr int merges = 3800;

QwenConfig tiny_config(const Tokenizer& tokenizer) {
    QwenConfig c;
    c.hidden_size = 128;
    c.layers = 4;
    c.heads = 4;
    c.kv_heads = 2;
    c.head_dim = 32;
    c.intermediate_size = 384;
    c.vocab_size = (tokenizer.largest_id() + 1 + 63) / 64 * 64;
    c.max_positions = 4096;
    c.rope_theta = 10000;
    c.rms_norm_eps = 1e-6;
    c.tied = true;
    c.dtype = "bfloat16";
    c.end_tokens = {tokenizer.id_of("<|im_end|>").value(), tokenizer.id_of("<|endoftext|>").value()};
    return c;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Trains the built-in language model qwen3-tiny on generated catalogues."};
    std::filesystem::path folder;
    recipe::CurriculumOptions options;
    int threads = 2;
    app.add_option("folder", folder, "Where the model's files are written")->required();
    app.add_option("--seed", options.seed, "Of everything that is drawn")->capture_default_str();
    app.add_option("--threads", threads)->capture_default_str();
    app.add_option("--preferences", options.preferences, "Updates on what people like")->capture_default_str();
    app.add_option("--lr", options.lr)->capture_default_str();
    app.add_option("--tokens", options.tokens, "Of an update")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    keep_freed_memory();
    restart_with_fast_settings(argv);
    try {
        set_threads(threads);
        std::filesystem::create_directories(folder);
        const auto say = [](const std::string& text) {
            std::printf("%s\n", text.c_str());
            std::fflush(stdout);
        };
        const auto parts = recipe::train_byte_pairs(recipe::vocabulary_texts(options.seed), merges,
                                                    {{0, "<|endoftext|>", true},
                                                     {0, "<|im_start|>", true},
                                                     {0, "<|im_end|>", true},
                                                     {0, "<think>", false},
                                                     {0, "</think>", false}});
        const Tokenizer tokenizer(parts);
        const auto config = tiny_config(tokenizer);
        Qwen3Network network(config, Rng(options.seed, "qwen3-tiny"));
        say(std::to_string(config.parameters()) + " parameters, " + std::to_string(tokenizer.largest_id() + 1) +
            " tokens");
        const auto result = recipe::train(network, tokenizer, options, folder / "checkpoint.safetensors", say);
        recipe::write_tokenizer(parts, folder);
        recipe::write_config(config, folder);
        recipe::write_weights(network, folder);
        const nlohmann::ordered_json record{{"seed", options.seed},
                                            {"parameters", config.parameters()},
                                            {"updates", result.updates},
                                            {"reading_updates", result.reading_updates},
                                            {"ndcg@10", result.ndcg10},
                                            {"chance_ndcg@10", result.chance_ndcg10},
                                            {"restricted_loss", result.restricted_loss},
                                            {"seconds", result.seconds}};
        write_file_atomic(folder / "training.json", record.dump(2) + "\n");
        std::filesystem::remove(folder / "checkpoint.safetensors");
        say(record.dump());
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
