// What the system and control groups leave. SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>

#include "foundation/free_memory.h"

namespace fs = std::filesystem;
using wb::available_memory;

namespace {

constexpr std::uint64_t mib = std::uint64_t{1} << 20;

struct MadeSystem {
    QTemporaryDir dir;
    fs::path root = dir.path().toStdString();

    MadeSystem() { write("proc/meminfo", "MemTotal: 9999999 kB\nMemAvailable: 1024000 kB\nSwapFree: 5 kB\n"); }
    void write(const char* path, const std::string& text) const {
        fs::create_directories((root / path).parent_path());
        std::ofstream(root / path) << text;
    }
    void limit(const std::string& group, const std::string& max, std::uint64_t used, std::uint64_t idle) const {
        const std::string at = "sys/fs/cgroup" + group + "/";
        write((at + "memory.max").c_str(), max + "\n");
        write((at + "memory.current").c_str(), std::to_string(used) + "\n");
        write((at + "memory.stat").c_str(), "anon 5\ninactive_file " + std::to_string(idle) + "\nactive_file 7\n");
    }
};

}  // namespace

class TestFreeMemory : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void ofThisMachine() { QVERIFY(available_memory() > mib); }

    void withoutGroups() {
        MadeSystem made;
        QCOMPARE(available_memory(made.root), 1000 * mib);
        made.write("proc/self/cgroup", "0::/user/session\n");
        QCOMPARE(available_memory(made.root), 1000 * mib);  // none of them is there
        made.limit("/user/session", "max", 700 * mib, 0);
        QCOMPARE(available_memory(made.root), 1000 * mib);
    }

    /// The group's own limit, or one above it, whichever leaves less.
    void aContainersLimit() {
        MadeSystem made;
        made.write("proc/self/cgroup", "0::/box/inner\n");
        made.limit("/box/inner", std::to_string(500 * mib), 200 * mib, 50 * mib);
        QCOMPARE(available_memory(made.root), 350 * mib);
        made.limit("/box", std::to_string(400 * mib), 300 * mib, 0);
        QCOMPARE(available_memory(made.root), 100 * mib);
        made.limit("/box", std::to_string(400 * mib), 401 * mib, 0);
        QCOMPARE(available_memory(made.root), std::uint64_t{1});  // 0 would say that nobody knows
    }

    /// Seen from inside, the group is the top of the tree.
    void theTopOfTheTree() {
        MadeSystem made;
        made.write("proc/self/cgroup", "0::/\n");
        made.limit("", std::to_string(64 * mib), 4 * mib, 0);
        QCOMPARE(available_memory(made.root), 60 * mib);
    }

    void olderGroups() {
        MadeSystem made;
        made.write("proc/self/cgroup", "5:cpu,cpuacct:/box\n4:memory:/box\n");
        made.write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", std::to_string(300 * mib));
        made.write("sys/fs/cgroup/memory/box/memory.usage_in_bytes", std::to_string(100 * mib));
        made.write("sys/fs/cgroup/memory/box/memory.stat", "total_inactive_file " + std::to_string(mib) + "\n");
        QCOMPARE(available_memory(made.root), 201 * mib);
    }
};

QTEST_APPLESS_MAIN(TestFreeMemory)
#include "tst_free_memory.moc"
