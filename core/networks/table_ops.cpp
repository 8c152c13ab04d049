// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/table_ops.h"

#include <cmath>
#include <vector>

#include "networks/fused_shared.h"
#include "networks/row_kernels.h"
#include "networks/sparse_kernels.h"

namespace wb {

using namespace fused;

namespace {

/// Adds rows of `grad` [n, d] to rows `ids` of `table`, of which start(first element, elements) makes each part
/// first.
template <class Start>
void add_to_rows(const at::Tensor& grad, const at::Tensor& ids, at::Tensor& table, const Start& start) {
    const std::int64_t rows = grad.size(0), d = grad.size(1), table_rows = table.size(0);
    const auto* id = ids.data_ptr<std::int64_t>();
    // Threads own ranges of the table, so the order of additions is fixed.
    at::parallel_for(0, table_rows, std::max<std::int64_t>(1, table_rows / at::get_num_threads()),
                     [&](std::int64_t from, std::int64_t to) {
                         start(from * d, (to - from) * d);
                         for (std::int64_t r = 0; r < rows; ++r) {
                             if (id[r] < from || id[r] >= to) continue;
                             float* o = data(table) + id[r] * d;
                             const float* g = data(grad) + r * d;
                             for (std::int64_t i = 0; i < d; ++i) o[i] += g[i];
                         }
                     });
}

class GatherRows : public torch::autograd::Function<GatherRows> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& table, const Variable& ids, bool rows_alone) {
        ctx->save_for_backward({ids});
        ctx->saved_data["rows"] = table.size(0);
        ctx->saved_data["rows_alone"] = rows_alone;
        return at::index_select(table, 0, ids);
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto ids = ctx->get_saved_variables()[0];
        const auto g = grads[0].contiguous();
        const auto rows = ctx->saved_data["rows"].toInt();
        if (ctx->saved_data["rows_alone"].toBool())
            return {at::_sparse_coo_tensor_unsafe(ids.unsqueeze(0), g, {rows, g.size(1)},
                                                  g.options().layout(at::kSparse)),
                    Variable(), Variable()};
        return {scatter_rows(g, ids, rows), Variable(), Variable()};
    }
};

class RowsAndNorm : public torch::autograd::Function<RowsAndNorm> {
  public:
    static variable_list forward(AutogradContext* ctx, const Variable& table_in, const Variable& ids) {
        const auto table = table_in.contiguous();
        const std::int64_t rows = table.size(0), d = table.size(1);
        constexpr std::int64_t rows_per_task = 512;
        std::vector<double> parts(static_cast<std::size_t>((rows + rows_per_task - 1) / rows_per_task));
        for_blocks(rows, rows_per_task, [&](std::int64_t from, std::int64_t to, std::int64_t b) {
            parts[static_cast<std::size_t>(b)] = sum_of_squares(data(table) + from * d, (to - from) * d);
        });
        double sum = 0;
        for (const double part : parts) sum += part;
        ctx->save_for_backward({table, ids});
        ctx->saved_data["norm"] = std::sqrt(sum);
        return {at::index_select(table, 0, ids), at::scalar_tensor(std::sqrt(sum), table.options())};
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &table = saved[0], &ids = saved[1];
        const double norm = ctx->saved_data["norm"].toDouble();
        const auto factor = norm > 0 ? static_cast<float>(grads[1].item<double>() / norm) : 0.0f;
        auto out = at::empty_like(table);
        add_to_rows(grads[0].contiguous(), ids, out, [&](std::int64_t from, std::int64_t n) {
            scaled(data(table) + from, factor, n, data(out) + from);
        });
        return {out, Variable()};
    }
};

class SharedRows : public torch::autograd::Function<SharedRows> {
  public:
    static variable_list forward(AutogradContext* ctx, const Variable& table, const Variable& ids, std::int64_t split,
                                 std::int64_t readers) {
        ctx->save_for_backward({ids});
        ctx->saved_data["rows"] = table.size(0);
        variable_list out{at::index_select(table, 0, ids)};
        for (std::int64_t k = 0; k < readers; ++k) {
            out.push_back(table.narrow(0, 0, split));
            out.push_back(table.narrow(0, split, table.size(0) - split));
        }
        return out;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto ids = ctx->get_saved_variables()[0];
        for (auto& g : grads) g = g.contiguous();
        const std::int64_t d = grads[0].size(1);
        auto out = at::empty({ctx->saved_data["rows"].toInt(), d}, grads[0].options());
        const std::int64_t split = grads.size() > 1 ? grads[1].numel() : 0;
        float* to = data(out);
        add_to_rows(grads[0], ids, out, [&](std::int64_t from, std::int64_t n) {
            const auto sum = [&](std::size_t first_reader, std::int64_t first, std::int64_t last,
                                 std::int64_t begin) {
                for (std::int64_t e = first; e < last; e += part_size) {
                    const std::int64_t size = std::min(part_size, last - e);
                    std::fill_n(to + e, size, 0.0f);
                    for (std::size_t k = first_reader; k < grads.size(); k += 2)
                        add_rows(data(grads[k]) + (e - begin), 1, size, to + e);
                }
            };
            sum(1, from, std::min(from + n, split), 0);
            sum(2, std::max(from, split), from + n, split);
        });
        return {out, Variable(), Variable(), Variable()};
    }

  private:
    static constexpr std::int64_t part_size = 4096;  // numbers that stay in the nearest cache while all are added
};

class UnitRows : public torch::autograd::Function<UnitRows> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x_in) {
        const auto x = x_in.contiguous();
        const std::int64_t d = x.size(1);
        auto y = at::empty_like(x), lengths = at::empty({x.size(0)}, x.options());
        const float* in = data(x);  // asking a tensor for its numbers costs more than a short row
        float *unit = data(y), *length = data(lengths);
        for_blocks(x.size(0), row_block, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            for (std::int64_t r = from; r < to; ++r) length[r] = unit_row(in + r * d, d, shortest_row, unit + r * d);
        });
        ctx->save_for_backward({y, lengths});
        return y;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &y = saved[0], &lengths = saved[1];
        const auto g = grads[0].contiguous();
        const std::int64_t d = y.size(1);
        auto out = at::empty_like(y);
        const float *unit = data(y), *gradient = data(g), *length = data(lengths);
        float* to_rows = data(out);
        for_blocks(y.size(0), row_block, [&](std::int64_t from, std::int64_t to, std::int64_t) {
            for (std::int64_t r = from; r < to; ++r)
                unit_row_backward(unit + r * d, gradient + r * d, d, length[r], shortest_row, 0, to_rows + r * d);
        });
        return {out};
    }
};

}  // namespace

at::Tensor scatter_rows(const at::Tensor& grad, const at::Tensor& ids, std::int64_t table_rows) {
    auto out = at::empty({table_rows, grad.size(1)}, grad.options());
    add_to_rows(grad, ids, out, [&](std::int64_t from, std::int64_t n) { std::fill_n(data(out) + from, n, 0.0f); });
    return out;
}

at::Tensor gather_rows(const at::Tensor& table, const at::Tensor& ids, TableGradient gradient) {
    return GatherRows::apply(table, ids, gradient == TableGradient::rows);
}

SharedTable shared_table(const at::Tensor& table, std::int64_t split, std::int64_t readers, const at::Tensor& ids) {
    const auto out = SharedRows::apply(table, ids, split, readers);
    SharedTable shared;
    shared.rows = out[0];
    for (std::size_t k = 1; k < out.size(); k += 2) {
        shared.tops.push_back(out[k]);
        shared.rests.push_back(out[k + 1]);
    }
    return shared;
}

std::pair<at::Tensor, at::Tensor> rows_and_norm(const at::Tensor& table, const at::Tensor& ids) {
    const auto out = RowsAndNorm::apply(table, ids);
    return {out[0], out[1]};
}

at::Tensor unit_rows(const at::Tensor& x) {
    return UnitRows::apply(x);
}

at::Tensor bpr_loss(const at::Tensor& difference) {
    return -at::mean(at::log(at::sigmoid(difference) + 1e-10));
}

}  // namespace wb
