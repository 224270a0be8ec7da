//! The expression graph: an arena in which children precede parents and identical nodes are one node.
//!
//! Nodes simplify as they are made (`x + 0` is `x`, `2 * 3` is `6`), so that there is no optimiser pass; nothing
//! is simplified that would fill a missing value of the formula (`x / x` stays, and is undefined at 0).

pub(super) mod continuity;
#[cfg(feature = "gpu")]
pub(super) mod cusps;
pub(super) mod derivative;
pub(super) mod display;
mod lengths;
pub(super) mod magnitude;
pub mod op;
mod quotient;
mod reach;
mod simplify;

use std::collections::HashMap;

use self::op::{Binary, Unary};

/// Index of a node in its [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    /// Position in the arena: a child's is below its parents'.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One operation and its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A number, by its bits.
    Constant(u64),
    /// The coordinate of this index: x, y, …
    Variable(u16),
    /// The parameter of this index.
    Parameter(u16),
    /// op(a).
    Unary(Unary, NodeId),
    /// op(a, b).
    Binary(Binary, NodeId, NodeId),
    /// The second where the first is not 0, else the third.
    Select(NodeId, NodeId, NodeId),
}

impl Node {
    /// The nodes that this one reads.
    pub fn arguments(self) -> impl Iterator<Item = NodeId> {
        let arguments = match self {
            Node::Constant(_) | Node::Variable(_) | Node::Parameter(_) => [None, None, None],
            Node::Unary(_, a) => [Some(a), None, None],
            Node::Binary(_, a, b) => [Some(a), Some(b), None],
            Node::Select(condition, a, b) => [Some(condition), Some(a), Some(b)],
        };
        arguments.into_iter().flatten()
    }
}

/// The arena of nodes.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    ids: HashMap<Node, NodeId>,
    /// What is known of every node's values.
    extents: Vec<reach::Extent>,
}

impl Graph {
    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node at all.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node at `id`.
    pub fn node(&self, id: NodeId) -> Node {
        self.nodes[id.index()]
    }

    /// Every node with its id, children before parents.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (NodeId, Node)> + '_ {
        self.nodes.iter().enumerate().map(|(index, &node)| (NodeId(index as u32), node))
    }

    /// Which nodes `roots` depend on, themselves included; indexed by node.
    pub fn reachable(&self, roots: &[NodeId]) -> Vec<bool> {
        let mut live = vec![false; self.nodes.len()];
        for root in roots {
            live[root.index()] = true;
        }
        for (id, node) in self.iter().rev() {
            if live[id.index()] {
                node.arguments().for_each(|argument| live[argument.index()] = true);
            }
        }
        live
    }

    /// The number at `id`, if it is one.
    pub fn as_constant(&self, id: NodeId) -> Option<f64> {
        match self.node(id) {
            Node::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// Whether `id` is the number 0.
    pub fn is_zero(&self, id: NodeId) -> bool {
        self.as_constant(id) == Some(0.0)
    }

    fn insert(&mut self, node: Node) -> NodeId {
        if let Some(&known) = self.ids.get(&node) {
            return known;
        }
        let id = NodeId(self.nodes.len() as u32);
        let extent = self.extent_of(node);
        self.nodes.push(node);
        self.extents.push(extent);
        self.ids.insert(node, id);
        id
    }

    /// A number. The two zeros are one.
    pub fn constant(&mut self, number: f64) -> NodeId {
        self.insert(Node::Constant((number + 0.0).to_bits()))
    }

    /// The coordinate of this index.
    pub fn variable(&mut self, index: u16) -> NodeId {
        self.insert(Node::Variable(index))
    }

    /// The parameter of this index.
    pub fn parameter(&mut self, index: u16) -> NodeId {
        self.insert(Node::Parameter(index))
    }
}
