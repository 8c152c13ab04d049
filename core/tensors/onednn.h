// What the files that call oneDNN share. Included by *.cpp only. Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <dnnl.hpp>
#include <vector>

namespace wb::onednn {

using dnnl::memory;
using tag = memory::format_tag;
using type = memory::data_type;

inline const dnnl::engine& cpu() {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

inline bool has(dnnl_cpu_isa_t isa) {
    static const int effective = dnnl_get_effective_cpu_isa();
    return (effective & isa) == isa;
}
/// Products of bfloat16 and of 8-bit numbers in tiles (Intel's AMX).
inline bool has_tiles() {
    return has(dnnl_cpu_isa_avx512_core_amx);
}

inline memory::dims sizes_of(const memory::desc& d) {
#if DNNL_VERSION_MAJOR >= 3
    return d.get_dims();
#else
    return d.dims();
#endif
}

/// The library takes pointers that it may write to, and writes to none but the result's.
inline memory seen(const memory::desc& d, const void* values) {
    return memory(d, cpu(), const_cast<void*>(values));
}

/// out = a b, or out += a b. Descriptions are two-dimensional; b may be of any layout, for which the best is chosen.
inline dnnl::matmul::primitive_desc product(const memory::desc& a, const memory::desc& b, const memory::desc& out,
                                            bool add) {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);  // the library's own is shared between threads
    if (add) {
        dnnl::post_ops sum;
        sum.append_sum(1.0f);
        attributes.set_post_ops(sum);
    }
#if DNNL_VERSION_MAJOR >= 3
    return dnnl::matmul::primitive_desc(cpu(), a, b, out, attributes);
#else
    return dnnl::matmul::primitive_desc(dnnl::matmul::desc(a, b, out), attributes, cpu());
#endif
}

/// A product that is computed many times by one thread: what the library needs beside the numbers is made once.
class Product {
  public:
    explicit Product(const dnnl::matmul::primitive_desc& d)
        : out_(d.dst_desc()), scratch_(d.scratchpad_desc(), cpu()), product_(d), stream_(cpu()) {}
    void operator()(const memory& a, const memory& b, void* out) {
        product_.execute(stream_, {{DNNL_ARG_SRC, a},
                                   {DNNL_ARG_WEIGHTS, b},
                                   {DNNL_ARG_DST, memory(out_, cpu(), out)},
                                   {DNNL_ARG_SCRATCHPAD, scratch_}});
        stream_.wait();
    }

  private:
    memory::desc out_;
    memory scratch_;
    dnnl::matmul product_;
    dnnl::stream stream_;
};

/// The same for several threads at once, each of which has room of its own.
class SharedProduct {
  public:
    explicit SharedProduct(const dnnl::matmul::primitive_desc& d)
        : out_(d.dst_desc()), scratch_(d.scratchpad_desc()), product_(d) {}
    void operator()(const memory& a, const memory& b, void* out) const {
        thread_local dnnl::stream stream(cpu());
        thread_local std::vector<std::uint8_t> room;
        constexpr std::size_t alignment = 64;
        if (room.size() < scratch_.get_size() + alignment) room.resize(scratch_.get_size() + alignment);
        const auto shift = (alignment - reinterpret_cast<std::uintptr_t>(room.data()) % alignment) % alignment;
        product_.execute(stream, {{DNNL_ARG_SRC, a},
                                  {DNNL_ARG_WEIGHTS, b},
                                  {DNNL_ARG_DST, memory(out_, cpu(), out)},
                                  {DNNL_ARG_SCRATCHPAD, memory(scratch_, cpu(), room.data() + shift)}});
        stream.wait();
    }

  private:
    memory::desc out_, scratch_;
    dnnl::matmul product_;
};

/// The numbers of `from` in the layout of `to`.
inline void reorder(memory from, memory to) {
    dnnl::stream stream(cpu());
    dnnl::reorder(from, to).execute(stream, from, to);
    stream.wait();
}

}  // namespace wb::onednn
