// Qwen3: a decoder of rotated, grouped attention. Layer: networks.
// Yang et al., "Qwen3 Technical Report", arXiv:2505.09388; sizes and names of tensors as published.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "foundation/model_tensors.h"
#include "networks/decoder_ops.h"
#include "networks/file_rows.h"
#include "networks/lora.h"
#include "networks/parameters.h"
#include "networks/text_layout.h"
#include "tensors/frozen_weight.h"
#include "text/qwen_config.h"

namespace wb {

inline constexpr const char* qwen3_embedding_name = "model.embed_tokens.weight";
/// The embedding itself where it is tied.
const char* qwen3_head_name(const QwenConfig& config);

/// Tokens of several texts one behind the other. Texts that go on behind others are for scoring alone.
struct QwenTexts : TextLayout {
    at::Tensor ids;  ///< int64 [T]
    static QwenTexts of(const std::vector<std::vector<std::int32_t>>& texts);
    static QwenTexts of(const SharedBeginnings::Pieces& pieces);
    /// ids, mask int64 [B, L] (1 = a token, 0 = padding, which stands on the left).
    static QwenTexts of_left_padded(const at::Tensor& ids, const at::Tensor& mask);
};

/// Keys and values of what was read before, so that texts go on where they stopped.
struct QwenCache {
    struct Layer {
        std::vector<at::Tensor> keys, values;  ///< of each text [kv_heads, tokens, head_dim], keys rotated
    };
    std::vector<Layer> layers;
    std::int64_t length(std::size_t text) const;
    /// One text as the common beginning of `copies` others; nothing is copied.
    QwenCache repeated(std::size_t copies) const;
};

/// The angles by which the halves of every token's heads are turned.
struct QwenRotation {
    at::Tensor cos, sin;  ///< [T, head_dim / 2]
};
/// Texts go on behind what is in `cache`, which may be null. Throws UserError for a text that is too long.
QwenRotation qwen3_rotation(const QwenConfig& config, const QwenTexts& texts, const QwenCache* cache);

/// What a pass through the network is told beside the texts.
struct QwenPass {
    QwenCache* cache = nullptr;  ///< gets what was read; texts, which stand alone, go on behind what is in it
    const LoraAdapter* adapter = nullptr;
    std::uint64_t dropout_key = 0;  ///< of the adapter's dropout; 0 = none
    /// Tokens and `rows` of earlier passes that belong to the same draw: however texts are divided into passes, each
    /// gets the same numbers (on a graphics processor others).
    std::int64_t tokens_before = 0, rows_before = 0;
    /// Of every layer keep its input alone for the backward pass; not with a cache. Without: all that it needs, or in
    /// a network whose attention is in bfloat16 what products gave, in 16 bits.
    bool recompute = false;
    at::Tensor rows;  ///< int64: places in ids whose output is wanted; undefined = all
    std::function<void(std::int64_t layer, const at::Tensor& residual)> watch;  ///< behind every layer; for tests
};

class Qwen3Network {
  public:
    /// Weights as float32, whatever they are stored as. With `trained` they are leaves that get gradients. Throws
    /// UserError for tensors that are missing, of another shape or unknown.
    Qwen3Network(const QwenConfig& config, const ModelTensors& weights, bool trained = false);
    /// Matrices in few bits that are not trained, for adapters in front of them; the table of tokens stays in its
    /// file, which `weights` must keep open as long as this lives. Only norms are in parameters(). Throws also for a
    /// format that this processor does not multiply.
    Qwen3Network(const QwenConfig& config, const ModelTensors& weights, WeightFormat frozen);
    /// On a graphics processor, for adapters: matrices in `held` (float32 or bfloat16), everything else in float32.
    /// Texts, rows, adapters and results stay in the processor's memory. Nothing is trained but adapters; no cache.
    Qwen3Network(const QwenConfig& config, const ModelTensors& weights, c10::Device device, at::ScalarType held);
    /// Weights to begin with: norms 1, the embedding and matrices normal with deviation 0.02, those that write into
    /// the residual less by sqrt(2 layers) (Radford et al., "Language Models are Unsupervised Multitask Learners").
    Qwen3Network(const QwenConfig& config, Rng rng);

    const QwenConfig& config() const { return config_; }
    std::string device() const { return device_ ? c10::DeviceTypeName(device_->type(), true) : "cpu"; }
    const Parameters& parameters() const { return parameters_; }  ///< under their published names
    std::uint64_t frozen_bytes() const;                           ///< of matrices in few bits
    /// Whether a pass without `recompute` keeps of a layer its inputs and what products gave, in 16 bits, alone.
    bool keeps_products(const LoraAdapter* adapter) const;
    /// Adds to each matrix what the adapter's pair for it comes to, W + scale B A, and takes it away again; what is
    /// left then differs by rounding. Only of matrices in float32 in the processor's memory: throws std::logic_error
    /// else.
    void merge(const LoraAdapter& adapter) { add(adapter, 1); }
    void unmerge(const LoraAdapter& adapter) { add(adapter, -1); }
    /// Sentences about tensors that the file has and the network does not need.
    const std::vector<std::string>& notices() const { return notices_; }

    /// Behind the last norm, [T or rows, hidden].
    at::Tensor hidden(const QwenTexts& texts, const QwenPass& pass = {}) const;
    /// hidden [n, hidden] -> [n, vocabulary], or the columns of `tokens` (int64) alone.
    at::Tensor logits(const at::Tensor& hidden, const at::Tensor& tokens = {}) const;

  private:
    /// A linear layer's, as a tensor or in few bits.
    struct Matrix {
        at::Tensor values;
        std::shared_ptr<const FrozenWeight> frozen;
    };
    struct Layer {
        at::Tensor input_norm;
        Matrix q, k, v, o;
        at::Tensor q_norm, k_norm, post_norm;
        Matrix gate, up, down;
    };
    /// Gives the tensor of this name and shape.
    using Source = std::function<at::Tensor(const std::string& name, const std::vector<std::int64_t>& shape)>;
    /// `frozen`: what layers' matrices are turned into.
    void build(const Source& source, std::optional<WeightFormat> frozen = {});
    void tell_unused(const ModelTensors& weights);
    void add(const LoraAdapter& adapter, double times);
    /// What is kept of a half that is computed again for its gradients.
    struct Kept {
        bool again = false;  ///< this is the second time, when nobody reads the output
        KeptAttention attention;
    };
    /// The two halves of a layer: x plus what attention makes of it, of all tokens or of `rows` alone, and y plus
    /// what the gated network makes of it.
    at::Tensor attended(std::int64_t number, const at::Tensor& x, const QwenTexts& texts,
                        const QwenRotation& rotation, const QwenPass& pass, const at::Tensor& rows, Kept* kept) const;
    at::Tensor gated(std::int64_t number, const at::Tensor& y, const QwenPass& pass, const Kept* kept) const;
    /// Whether the second half is done as one operation, which keeps what it needs itself.
    bool gated_at_once(std::int64_t number, const LoraAdapter* adapter) const;
    at::Tensor attention(std::int64_t number, const at::Tensor& x, const QwenTexts& texts,
                         const QwenRotation& rotation, const QwenPass& pass, const at::Tensor& rows,
                         Kept* kept) const;
    at::Tensor linear(std::int64_t layer, const char* name, const at::Tensor& x, const Matrix& weight,
                      const QwenPass& pass, bool unread = false) const;

    at::Tensor hidden_on_device(const QwenTexts& texts, const QwenPass& pass) const;
    at::Tensor logits_on_device(const at::Tensor& hidden, const at::Tensor& tokens) const;
    at::Tensor layer_on_device(std::int64_t number, const at::Tensor& x, const QwenTexts& texts,
                               const QwenRotation& rotation, const QwenPass& pass) const;
    at::Tensor linear_on_device(std::int64_t layer, const char* name, const at::Tensor& x, const Matrix& weight,
                                const QwenPass& pass) const;

    QwenConfig config_;
    std::optional<c10::Device> device_;         ///< one beside the processor
    at::Tensor embedding_, final_norm_, head_;  ///< the first and the last undefined where they are in a file
    std::optional<FileRows> file_embedding_, file_head_;
    bool halves_ = false;  ///< attention in bfloat16
    std::vector<Layer> layers_;
    Parameters parameters_;
    std::set<std::string> names_;  ///< of tensors that are used
    std::vector<std::string> notices_;
};

/// Mean of -log p(label) over rows of `logits` whose label is not -100, in float32.
at::Tensor label_loss(const at::Tensor& logits, const at::Tensor& labels);

}  // namespace wb
